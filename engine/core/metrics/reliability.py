"""How well confidence matches reality: calibration error, reliability diagram, and risk against coverage."""

import numpy as np
import pandas as pd

from engine.core.metrics.intervals import wilson

BINS = 15  # of equal numbers of texts
REPEATS = 200  # random samples for an interval or a floor


def calibration_error(confidence: np.ndarray, correct: np.ndarray) -> float:
    """The expected calibration error, 0..1: how far mean confidence and share of right texts are apart.

    confidence: float (n), correct: bool (n); the mean over BINS bins with equal numbers of texts. 0 without texts.
    """
    if not len(confidence):
        return 0.0
    order = np.argsort(confidence, kind="stable")
    gaps = confidence[order] - correct[order]
    return float(sum(abs(gap.sum()) for gap in np.array_split(gaps, BINS)) / len(gaps))


def error_interval(confidence: np.ndarray, correct: np.ndarray, seed: int = 1) -> tuple[float, float, float]:
    """The expected calibration error, and the ends of its 95 % bootstrap interval.

    Samples show a larger error than the texts that they are drawn from, so they are moved by the difference.
    """
    rng = np.random.default_rng(seed)
    samples = (rng.integers(0, len(confidence), len(confidence)) for _ in range(REPEATS if len(confidence) else 0))
    errors = np.array([calibration_error(confidence[rows], correct[rows]) for rows in samples] or [0.0])
    error = calibration_error(confidence, correct)
    low, high = np.quantile(errors - errors.mean() + error, (0.025, 0.975))
    return error, max(0.0, float(low)), min(1.0, float(high))


def error_floor(confidence: np.ndarray, seed: int = 1) -> float:
    """The mean error that a reader would show on these texts if its confidence were perfectly calibrated."""
    rng = np.random.default_rng(seed)
    draws = (rng.random(len(confidence)) < confidence for _ in range(REPEATS))
    return float(np.mean([calibration_error(confidence, right) for right in draws]))


def reliability(confidence: np.ndarray, correct: np.ndarray) -> pd.DataFrame:
    """One row for each bin: n, confidence (its mean), right (share), low and high (95 % Wilson interval)."""
    order = np.argsort(confidence, kind="stable")
    bins = [rows for rows in np.array_split(order, BINS) if len(rows)]
    n = np.array([len(rows) for rows in bins])
    right = np.array([int(correct[rows].sum()) for rows in bins])
    ends = wilson(right, n)
    means = [float(confidence[rows].mean()) for rows in bins]
    return pd.DataFrame({"n": n, "confidence": means, "right": right / n, "low": ends.low, "high": ends.high})


def risk_coverage(confidence: np.ndarray, correct: np.ndarray) -> pd.DataFrame:
    """The share of mistakes (risk) among the most confident texts, for each share of texts accepted (coverage)."""
    order = np.argsort(-confidence, kind="stable")
    accepted = np.arange(1, len(order) + 1)
    wrong = np.cumsum(~correct[order])
    table = pd.DataFrame({"coverage": accepted / len(order), "risk": wrong / accepted, "threshold": confidence[order]})
    return table.iloc[np.unique(np.linspace(0, len(table) - 1, 500).astype(int))] if len(table) else table
