"""Confidence intervals of shares counted on n trials."""

from typing import NamedTuple

import numpy as np

Z95 = 1.959963984540054  # the 97.5 % point of the normal distribution


class Interval(NamedTuple):
    """The ends of a confidence interval, shares in 0..1 (floats or arrays)."""

    low: np.ndarray
    high: np.ndarray


def wilson(right: np.ndarray | int, n: np.ndarray | int) -> Interval:
    """95 % Wilson score interval of right / n; (0, 1) where n is 0.

    Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927) 209-212.
    """
    right, trials = np.asarray(right, float), np.asarray(n, float)
    counted = np.maximum(trials, 1)
    share = right / counted
    scale = 1 + Z95**2 / counted
    centre = (share + Z95**2 / (2 * counted)) / scale
    half = Z95 * np.sqrt(share * (1 - share) / counted + Z95**2 / (4 * counted**2)) / scale
    low = np.where(right == 0, 0.0, np.maximum(centre - half, 0))
    high = np.where(right == trials, 1.0, np.minimum(centre + half, 1))
    return Interval(np.where(trials == 0, 0.0, low), np.where(trials == 0, 1.0, high))
