"""Confidence intervals of shares counted on n trials."""

from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

Z95 = 1.959963984540054  # the 97.5 % point of the normal distribution


class Interval(NamedTuple):
    """The ends of a confidence interval, shares in 0..1 (floats or arrays)."""

    low: np.ndarray
    high: np.ndarray


def wilson(right: np.ndarray | float, n: np.ndarray | float, z: float = Z95) -> Interval:
    """Wilson score interval of right / n, 95 % unless another quantile z is given; (0, 1) where n is 0.

    Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927) 209-212.
    """
    right, trials = np.asarray(right, float), np.asarray(n, float)
    counted = np.maximum(trials, 1)
    share = right / counted
    scale = 1 + z**2 / counted
    centre = (share + z**2 / (2 * counted)) / scale
    half = z * np.sqrt(share * (1 - share) / counted + z**2 / (4 * counted**2)) / scale
    low = np.where(right == 0, 0.0, np.maximum(centre - half, 0))
    high = np.where(right == trials, 1.0, np.minimum(centre + half, 1))
    return Interval(np.where(trials == 0, 0.0, low), np.where(trials == 0, 1.0, high))


def clustered(right: np.ndarray, clusters: np.ndarray) -> Interval:
    """95 % interval of the share of `right` (bools) where rows of a cluster fail together, such as symbols of a text.

    A Wilson interval on the number of independent rows that has the variance between clusters (Korn and Graubard 1998),
    with the t quantile of one degree less than there are clusters; (0, 1) for fewer than two clusters.
    """
    _, code = np.unique(clusters, return_inverse=True)
    sizes, hits = np.bincount(code), np.bincount(code, weights=np.asarray(right, float))
    count, n = len(sizes), len(code)
    if count < 2:
        return Interval(np.array(0.0), np.array(1.0))
    share = hits.sum() / n
    variance = count / (count - 1) * float(((hits - share * sizes) ** 2).sum()) / n**2
    effective = min(share * (1 - share) / variance, n) if variance > 0 else count
    return wilson(share * effective, effective, float(stdtrit(count - 1, 0.975)))
