"""Logistic regression of "read correctly" on factors, with errors clustered by text or writer."""

import warnings
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from scipy.linalg import qr
from scipy.optimize import linprog
from scipy.special import expit, stdtr, stdtrit

from engine.analyze.factors import firth
from engine.analyze.factors.terms import INTERCEPT, Column
from engine.core.metrics.intervals import Z95

FULL_RANK = 1e-7  # of the length of a column; what is left of it below that, the other columns determine it
LARGE = 8.0  # coefficients of standardised columns that are so large make one look for separation
SEPARATED = 1e-6


class Design(NamedTuple):
    """What a regression is made of.

    columns: of the matrix, after the intercept. matrix: float (n, 1 + columns). right: float (n), 1 for a correct
    reading. clusters: int (n), the number of the cluster of each row.
    """

    columns: tuple[Column, ...]
    matrix: np.ndarray
    right: np.ndarray
    clusters: np.ndarray

    @property
    def terms(self) -> list[str]:
        """The names of the columns of the matrix."""
        return [INTERCEPT, *(column.term for column in self.columns)]

    def without(self, dropped: Sequence[str]) -> "Design":
        """The design without some of its columns."""
        keep = [place for place, term in enumerate(self.terms) if term not in dropped]
        columns = tuple(column for column in self.columns if column.term not in dropped)
        return self._replace(columns=columns, matrix=self.matrix[:, keep])

    def rows(self, chosen: np.ndarray) -> "Design":
        """The design of some rows."""
        return self._replace(matrix=self.matrix[chosen], right=self.right[chosen], clusters=self.clusters[chosen])


class Fit(NamedTuple):
    """A fitted regression.

    coefficients: float (k), in the units of the columns. covariance: float (k, k), of clusters. low, high: the ends of
    the 95 % intervals. degrees: of the t distribution, clusters - 1. log_likelihood: not penalised.
    """

    method: Literal["logit", "firth"]
    coefficients: np.ndarray
    covariance: np.ndarray
    low: np.ndarray
    high: np.ndarray
    degrees: int
    log_likelihood: float

    @property
    def errors(self) -> np.ndarray:
        """The standard errors."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def p(self) -> np.ndarray:
        """The p-value of each coefficient, by its z and the t distribution."""
        return 2 * stdtr(self.degrees, -np.abs(self.coefficients / self.errors))


def standardised(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Columns with mean 0 and deviation 1 beside the intercept, their means, and deviations (0 if one never varies)."""
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0)
    mean[0], spread[0] = 0, 1
    spread[spread < FULL_RANK * np.maximum(np.abs(mean), 1e-300)] = 0
    return (matrix - mean) / np.where(spread > 0, spread, 1), mean, spread


def collinear(design: Design) -> dict[str, str]:
    """The columns to leave out because others determine them, each with the reason in words.

    A QR decomposition with pivoting says whether there are any, and its triangle has the relations of all columns.
    """
    scaled, _, spread = standardised(design.matrix)
    reasons = {term: "never varies" for term, width in zip(design.terms, spread, strict=True) if not width}
    places = [place for place, term in enumerate(design.terms) if term not in reasons]
    diagonal = np.abs(np.diag(qr(scaled[:, places], mode="r", pivoting=True)[0]))
    if len(diagonal) == len(places) and diagonal[-1] > FULL_RANK * diagonal[0]:
        return reasons
    triangle = qr(scaled, mode="r")[0]
    kept: list[int] = []
    for place in places:
        weights = np.linalg.lstsq(triangle[:, kept], triangle[:, place], rcond=None)[0]
        rest = triangle[:, place] - triangle[:, kept] @ weights
        if np.linalg.norm(rest) > FULL_RANK * np.linalg.norm(triangle[:, place]):
            kept.append(place)
            continue
        others = [design.terms[at] for at, weight in zip(kept, weights, strict=True) if at and abs(weight) > 1e-6]
        reasons[design.terms[place]] = f"is determined by {', '.join(others)}"
    return reasons


def separating(design: Design) -> list[str]:
    """The columns along which right and wrong readings can be separated, so that no estimate is finite; [] if none.

    A linear programme finds a direction in which no reading is on the wrong side (Konis 2007).
    """
    rows = np.unique(np.column_stack([standardised(design.matrix)[0], design.right]), axis=0)
    signed = rows[:, :-1] * (2 * rows[:, -1:] - 1)
    answer = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=(-1, 1), method="highs")
    if answer.x is None or (signed @ answer.x).max() < SEPARATED:
        return []
    return [term for term, weight in zip(design.terms[1:], answer.x[1:], strict=True) if abs(weight) > SEPARATED]


def fit(design: Design) -> Fit | None:
    """The regression by maximum likelihood, estimated by statsmodels; None if it has no finite estimate."""
    from statsmodels.discrete.discrete_model import Logit  # takes half a second to load, which no other view needs

    scaled, mean, spread = standardised(design.matrix)
    clusters = {"groups": design.clusters, "use_correction": True}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # convergence and separation are looked at here
        try:
            result = Logit(design.right, scaled).fit(disp=0, maxiter=50, cov_type="cluster", cov_kwds=clusters)
        except (np.linalg.LinAlgError, ValueError):
            return None
    found = np.asarray(result.params)
    suspicious = not result.mle_retvals["converged"] or np.abs(found[1:]).max(initial=0) > LARGE
    if suspicious and (separating(design) or not np.isfinite(found).all()):
        return None
    degrees = int(design.clusters.max())
    coefficients, covariance = in_own_units(found, np.asarray(result.cov_params()), mean, spread)
    half = stdtrit(degrees, 0.975) * np.sqrt(np.diag(covariance))
    ends = coefficients - half, coefficients + half
    return Fit("logit", coefficients, covariance, *ends, degrees, float(result.llf))


def in_own_units(
    coefficients: np.ndarray, covariance: np.ndarray, mean: np.ndarray, spread: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients of standardised columns, and their covariance, in the units of the columns themselves."""
    change = np.diag(1 / spread)
    change[0] -= mean / spread
    return change @ coefficients, change @ covariance @ change.T


def fit_penalised(design: Design) -> Fit:
    """The regression by Firth's penalised likelihood, with profile intervals, which do not know of clusters."""
    scaled, mean, spread = standardised(design.matrix)
    rows = firth.different(scaled, design.right)
    best = firth.maximum(rows, np.zeros(scaled.shape[1]))
    coefficients, covariance = in_own_units(best.coefficients, best.covariance, mean, spread)
    ends = np.array([firth.profile_ends(rows, best, place) for place in range(1, scaled.shape[1])]).reshape(-1, 2)
    low, high = (np.concatenate([[np.nan], side / spread[1:]]) for side in ends.T)
    half = Z95 * np.sqrt(covariance[0, 0])
    low[0], high[0] = coefficients[0] - half, coefficients[0] + half
    degrees = max(len(design.right) - len(coefficients), 1)
    return Fit("firth", coefficients, covariance, low, high, degrees, log_likelihood(design, coefficients))


def log_likelihood(design: Design, coefficients: np.ndarray) -> float:
    """The logarithm of the likelihood, not penalised."""
    linear = design.matrix @ coefficients
    return float(design.right @ linear - np.logaddexp(0, linear).sum())


def estimate(design: Design) -> Fit:
    """The regression by maximum likelihood, or by Firth's penalised one where that has no finite estimate."""
    return fit(design) or fit_penalised(design)


def coefficients_only(design: Design, start: np.ndarray | None = None) -> np.ndarray:
    """Coefficients by maximum likelihood without errors, for the many fits of tests and folds; at most 25 steps.

    start: coefficients of nearly the same rows.
    """
    scaled, mean, spread = standardised(design.matrix)
    spread = np.where(spread > 0, spread, 1)
    beta = np.zeros(len(spread)) if start is None else np.r_[start @ np.r_[1, mean[1:]], start[1:] * spread[1:]]
    for _ in range(25):
        share = expit(scaled @ beta)
        weights = share * (1 - share)
        information = scaled.T @ (scaled * weights[:, None])
        step = np.linalg.lstsq(information, scaled.T @ (design.right - share), rcond=None)[0]
        step *= min(1.0, 4 / max(np.abs(step).max(), 1e-12))
        beta = beta + step
        if np.abs(step).max() < 1e-8:
            break
    return in_own_units(beta, np.zeros((len(beta), len(beta))), mean, spread)[0]
