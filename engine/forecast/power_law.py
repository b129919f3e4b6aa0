"""The power law of learning: the error falls as a power of the number of images (Hestness et al. 2017)."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

SAMPLES = 4000
RANGE = (0.1, 0.9)  # the quantiles that a forecast reports
FLATTEST = 0.05  # exponent; below it, more images count as useless


class Point(NamedTuple):
    """One training: number of training images, of validation texts read, and of those read wrong."""

    images: int
    read: int
    wrong: int


class PowerLaw(NamedTuple):
    """error = factor * images ** -exponent, sampled many times within the uncertainty of the points."""

    factors: np.ndarray
    exponents: np.ndarray

    def error(self, images: np.ndarray) -> np.ndarray:
        """Low, median and high error (0..1) for numbers of images (n,): (3, n)."""
        errors = self.factors[:, None] * np.asarray(images, float) ** -self.exponents[:, None]
        return np.minimum(np.quantile(errors, [RANGE[0], 0.5, RANGE[1]], axis=0), 1.0)

    def images(self, error: float) -> tuple[float, float, float]:
        """Low, median and high number of images that an error (0..1) needs; inf if more images are useless."""
        falling = self.exponents > FLATTEST
        needed = np.full(len(self.exponents), np.inf)
        with np.errstate(over="ignore"):
            needed[falling] = (self.factors[falling] / error) ** (1 / self.exponents[falling])
        low, middle, high = np.quantile(needed, [RANGE[0], 0.5, RANGE[1]], method="nearest")
        return float(low), float(middle), float(high)


def fit(points: Sequence[Point], seed: int) -> PowerLaw:
    """Fits the law to at least two points.

    Each sample takes an error for every point from its Beta posterior (Jeffreys' prior) and fits a line to the
    logarithms, weighted by the number of mistakes, which is how precisely the logarithm of an error is known.
    """
    images, read, wrong = (np.array(column, float) for column in zip(*points, strict=True))
    random = np.random.default_rng(seed)
    errors = random.beta(wrong + 0.5, read - wrong + 0.5, size=(SAMPLES, len(points)))
    weights = (wrong + 0.5) / (wrong + 0.5).sum()
    x, y = np.log(images), np.log(np.maximum(errors, 1e-9))
    x_mean, y_mean = (weights * x).sum(), (weights * y).sum(axis=1)
    slope = (weights * (x - x_mean) * (y - y_mean[:, None])).sum(axis=1) / (weights * (x - x_mean) ** 2).sum()
    return PowerLaw(np.exp(y_mean - slope * x_mean), -slope)
