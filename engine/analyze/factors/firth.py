"""Penalised logistic regression (Firth 1993), which has finite estimates where a factor separates right from wrong."""

from typing import NamedTuple

import numpy as np
from scipy.special import expit

STEPS, MOST_STEP = 60, 4.0
TOLERANCE, CLOSE = 1e-8, 1e-5  # of the likelihood and of a coefficient
ROOT = 1.959963984540054  # of twice the fall of the likelihood at the ends of a 95 % interval


class Maximum(NamedTuple):
    """Coefficients (k) that maximise the penalised likelihood, its logarithm, and their covariance (k, k)."""

    coefficients: np.ndarray
    log_likelihood: float
    covariance: np.ndarray


class Rows(NamedTuple):
    """Rows that differ: matrix (m, k), how many there are of each, and how many of these are right; floats."""

    matrix: np.ndarray
    counts: np.ndarray
    right: np.ndarray


def different(matrix: np.ndarray, right: np.ndarray) -> Rows:
    """Equal rows of a design counted together, which a designed experiment has many of."""
    rows, code = np.unique(matrix, axis=0, return_inverse=True)
    return Rows(rows, np.bincount(code.ravel()).astype(float), np.bincount(code.ravel(), weights=right))


def maximum(rows: Rows, start: np.ndarray, fixed: int | None = None) -> Maximum:
    """Maximises the penalised likelihood by Newton's method with halved steps; `fixed`: a coefficient that stays."""
    beta, free = start.copy(), np.arange(len(start)) != (-1 if fixed is None else fixed)
    likelihood, score, covariance = penalised(rows, beta)
    for _ in range(STEPS):
        information = np.linalg.inv(covariance)[np.ix_(free, free)]
        step = np.zeros(len(beta))
        step[free] = np.linalg.solve(information, score[free])
        step *= min(1.0, MOST_STEP / max(np.abs(step).max(initial=0), 1e-12))
        for _ in range(STEPS):
            candidate = penalised(rows, beta + step)
            if candidate[0] >= likelihood - TOLERANCE:
                break
            step /= 2
        beta, (likelihood, score, covariance) = beta + step, candidate
        if np.abs(step).max() < CLOSE:
            break
    return Maximum(beta, likelihood, covariance)


def penalised(rows: Rows, beta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """The penalised log-likelihood, its score, and the inverse of the information."""
    linear = rows.matrix @ beta
    share = expit(linear)
    weights = rows.counts * share * (1 - share)
    information = rows.matrix.T @ (rows.matrix * weights[:, None])
    covariance = np.linalg.pinv(information, hermitian=True)
    hat = weights * np.einsum("ij,jk,ik->i", rows.matrix, covariance, rows.matrix, optimize=True)
    likelihood = float(rows.right @ linear - rows.counts @ np.logaddexp(0, linear))
    penalty = 0.5 * np.linalg.slogdet(information)[1]
    score = rows.matrix.T @ (rows.right - rows.counts * share + hat * (0.5 - share))
    return likelihood + float(penalty), score, covariance


def profile_ends(rows: Rows, best: Maximum, place: int) -> tuple[float, float]:
    """The 95 % interval of a coefficient, to where the penalised likelihood falls by half of chi-square's quantile."""
    error = float(np.sqrt(best.covariance[place, place]))
    low, high = (profile_end(rows, best, place, side * ROOT * error) for side in (-1, 1))
    return low, high


def profile_end(rows: Rows, best: Maximum, place: int, step: float) -> float:
    """One end of the interval, sought by the secant method on the signed root of the fall, which is nearly linear."""
    beta, before, fall_before = best.coefficients.copy(), 0.0, 0.0
    for _ in range(STEPS):
        beta[place] = best.coefficients[place] + step
        there = maximum(rows, beta, place)
        fall = float(np.sqrt(max(2 * (best.log_likelihood - there.log_likelihood), 0)))
        if abs(fall - ROOT) < 1e-4:
            break
        slope = (fall - fall_before) / (step - before) if step != before else 0.0
        before, fall_before, beta = step, fall, there.coefficients.copy()
        wanted = step + (ROOT - fall) / slope if slope else 2 * step
        step = float(np.clip(wanted / step, 0.5, 2.0)) * step
    return float(best.coefficients[place] + step)
