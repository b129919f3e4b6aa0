"""Comparisons on the same images: two models, or one at several levels of a factor."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, chdtrc, ndtri

from engine.core.metrics.intervals import Interval

DRAWS = 10_000
POWER = 0.8  # with which the images needed would show the difference


class Paired(NamedTuple):
    """Which of two reads more of the same n texts.

    only, other_only: texts that only one of them reads. difference: share of the first minus that of the second, with
    the ends of its 95 % bootstrap interval. p: exact McNemar test (1947). needed: how many texts would show such a
    difference with a power of 80 % (Connor 1987); None without a difference.
    """

    n: int
    only: int
    other_only: int
    difference: float
    low: float
    high: float
    p: float
    needed: int | None


def paired(right: np.ndarray, other: np.ndarray, seed: int = 0) -> Paired:
    """Compares two columns of booleans, row by row; at least one row."""
    only, other_only, n = int((right & ~other).sum()), int((other & ~right).sum()), len(right)
    ends = bootstrap(only, other_only, n, seed)
    return Paired(
        n, only, other_only, (only - other_only) / n, float(ends.low), float(ends.high), mcnemar(only, other_only),
        needed(only / n, other_only / n),
    )  # fmt: skip


def mcnemar(only: int, other_only: int) -> float:
    """The exact p-value of McNemar's test; 1 where both read the same texts."""
    return min(1.0, 2 * float(bdtr(min(only, other_only), only + other_only, 0.5))) if only + other_only else 1.0


def bootstrap(only: int, other_only: int, n: int, seed: int) -> Interval:
    """95 % percentile interval of (only - other_only) / n when the n texts are drawn again with replacement."""
    shares = np.array([only, other_only, n - only - other_only]) / n
    counts = np.random.default_rng(seed).multinomial(n, shares, DRAWS)
    low, high = np.quantile((counts[:, 0] - counts[:, 1]) / n, (0.025, 0.975))
    return Interval(low, high)


def needed(only: float, other_only: float) -> int | None:
    """How many texts show a difference between these shares at 5 %, with a power of 80 %; None if they are equal."""
    difference, either = abs(only - other_only), only + other_only
    if not difference:
        return None
    root = ndtri(0.975) * np.sqrt(either) + ndtri(POWER) * np.sqrt(max(either - difference**2, 0))
    return int(np.ceil((root / difference) ** 2))


def cochran(right: np.ndarray) -> float:
    """The p-value of Cochran's Q (1950) for booleans (blocks, levels): whether all levels are read equally well.

    1 where every block is all right or all wrong.
    """
    counts = right.astype(int)
    of_block, of_level, levels = counts.sum(axis=1), counts.sum(axis=0), counts.shape[1]
    spread = float((of_block * (levels - of_block)).sum())
    if not spread:
        return 1.0
    statistic = (levels - 1) * levels * float(((of_level - of_level.mean()) ** 2).sum()) / spread
    return float(chdtrc(levels - 1, statistic))


def holm(p_values: ArrayLike) -> np.ndarray:
    """p-values corrected for their number (Holm 1979), in their order; NaN stays NaN and is not counted."""
    raw = np.asarray(p_values, float)
    order = np.argsort(raw)[: int(np.isfinite(raw).sum())]
    steps = raw[order] * np.arange(len(order), 0, -1)
    corrected = np.full(len(raw), np.nan)
    corrected[order] = np.minimum(np.maximum.accumulate(steps), 1) if len(order) else steps
    return corrected


def verdict(first: str, second: str, result: Paired, pairs: int = 1) -> str:
    """A comparison in a sentence; `pairs`: how many comparisons were made, for which p is corrected (Bonferroni)."""
    texts = f"{result.only:,} against {result.other_only:,} texts"
    if result.p * pairs < 0.05:
        better, worse = (first, second) if result.difference > 0 else (second, first)
        low, high = sorted((result.low, result.high), key=abs)
        corrected = f"; holds after correction for {pairs} pairs" if pairs > 1 else ""
        points = f"{100 * abs(result.difference):.2g} points more"
        return (
            f"{better} reads {points} than {worse} ({100 * abs(low):.2g} to {100 * abs(high):.2g}; {texts}{corrected})."
        )
    images = f" About {result.needed:,} images would." if result.needed else ""
    ends = f"{100 * result.low:+.2g} to {100 * result.high:+.2g} points"
    return f"These {result.n:,} images cannot show which of {first} and {second} reads more ({ends}; {texts}).{images}"
