"""The power law of learning: errors fall as a power of the number of images (Hestness et al. 2017)."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

DRAWS = 4000
RANGE = (0.1, 0.9)  # quantiles between which a forecast is told
FLATTEST = 0.05  # exponent below which more images count as useless


class Point(NamedTuple):
    """One training: images learned from, validation texts read, and those of them read wrong."""

    images: int
    read: int
    wrong: int


class Law(NamedTuple):
    """error = factor * images ** -exponent, drawn many times within the uncertainty of the points."""

    factors: np.ndarray
    exponents: np.ndarray

    def error(self, images: np.ndarray) -> np.ndarray:
        """Low end, middle and high end of the error (0..1) for numbers of images (n,): (3, n)."""
        drawn = self.factors[:, None] * np.asarray(images, float) ** -self.exponents[:, None]
        return np.minimum(np.quantile(drawn, [RANGE[0], 0.5, RANGE[1]], axis=0), 1.0)

    def images(self, error: float) -> tuple[float, float, float]:
        """Low end, middle and high end of the images that an error (0..1) takes; inf where more images are useless."""
        useful = self.exponents > FLATTEST
        needed = np.full(len(self.exponents), np.inf)
        with np.errstate(over="ignore"):
            needed[useful] = (self.factors[useful] / error) ** (1 / self.exponents[useful])
        low, middle, high = np.quantile(needed, [RANGE[0], 0.5, RANGE[1]], method="nearest")
        return float(low), float(middle), float(high)


def fitted(points: Sequence[Point], seed: int) -> Law:
    """The law through at least two points.

    Each draw takes an error for every point from its Beta posterior (Jeffreys' prior) and fits a line to the
    logarithms, weighted with the number of mistakes, since that is how well a logarithm of an error is known.
    """
    images, read, wrong = (np.array(column, float) for column in zip(*points, strict=True))
    random = np.random.default_rng(seed)
    errors = random.beta(wrong + 0.5, read - wrong + 0.5, size=(DRAWS, len(points)))
    weights = (wrong + 0.5) / (wrong + 0.5).sum()
    x, y = np.log(images), np.log(np.maximum(errors, 1e-9))
    x_mean, y_mean = (weights * x).sum(), (weights * y).sum(axis=1)
    slope = (weights * (x - x_mean) * (y - y_mean[:, None])).sum(axis=1) / (weights * (x - x_mean) ** 2).sum()
    return Law(np.exp(y_mean - slope * x_mean), -slope)
