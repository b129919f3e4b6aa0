"""Promises on the share of mistakes: from which confidence on texts may be accepted so that at most x % are wrong.

A threshold read off the curve of mistakes breaks its promise more often than not, because the best-looking one of many
is chosen. Here each threshold is tested, and it is accepted only where chance explains so few mistakes in less than
DELTA of all calibrations (Learn then Test, Angelopoulos et al. 2021).
"""

import math
from typing import NamedTuple

import numpy as np
from scipy.stats import beta

DELTA = 0.05  # how often a promise may be broken over many calibrations
STARTS = 5  # tests begin at so many thresholds, each with its share of DELTA
STEPS = 200  # thresholds that are tested at most from each start


class Promise(NamedTuple):
    """A threshold that keeps a promise: texts with a confidence above it are accepted.

    rate: the largest share of mistakes among them, 0..1. n: texts that it was tested on. accepted, wrong: those above
    the threshold, and those of them that were read wrong.
    """

    rate: float
    threshold: float
    n: int
    accepted: int
    wrong: int


def needed(rate: float, delta: float = DELTA) -> int:
    """How many texts without a mistake show that at most this share is wrong; 299 for 0.01."""
    return math.ceil(math.log(delta) / math.log1p(-rate))


def largest_share(wrong: np.ndarray | int, n: np.ndarray | int, delta: float) -> np.ndarray:
    """The largest share of mistakes that `wrong` among n do not rule out (Clopper and Pearson, 1934), one-sided."""
    return np.asarray(beta.ppf(1 - delta, np.asarray(wrong) + 1, np.maximum(np.asarray(n) - wrong, 1e-9)))


def promise(confidence: np.ndarray, correct: np.ndarray, rate: float) -> Promise:
    """The lowest threshold above which at most `rate` (above 0, below 1) of the texts are wrong.

    confidence: float (n), correct: bool (n), of texts like those to come. Raises ValueError with the number of texts
    that are needed, or of mistakes that are too many.
    """
    if len(confidence) < needed(rate):
        raise ValueError(
            f"a promise of at most {rate:.2%} mistakes needs at least {needed(rate):,} labelled texts that the model "
            f"did not learn from; there are {len(confidence):,}. Calibrate on more texts, or allow more mistakes."
        )
    order = np.argsort(-confidence, kind="stable")
    ranked, wrong = confidence[order], np.concatenate([[0], np.cumsum(~correct[order])])
    # Above the confidence at rank k are k texts, a sample of their own; equal ones are accepted together or not at all.
    counts = np.append(np.flatnonzero(np.diff(ranked)) + 1, len(ranked))
    kept = longest_safe(counts, wrong[counts], rate)
    if not kept:
        raise ValueError(
            f"at most {rate:.2%} mistakes cannot be promised: {wrong[-1]:,} of {len(confidence):,} texts were read "
            "wrong, some of them with high confidence. Allow more mistakes, or train a better model."
        )
    threshold = float(ranked[kept]) if kept < len(ranked) else -1.0
    return Promise(rate, threshold, len(confidence), kept, int(wrong[kept]))


def longest_safe(counts: np.ndarray, wrong: np.ndarray, rate: float) -> int:
    """The largest number of accepted texts that passes its test; 0 if none does.

    counts: ascending numbers of texts that could be accepted, wrong: the mistakes among them. From each start, more and
    more texts are accepted until a test fails; where a test begins depends on no label.
    """
    starts = STARTS if counts[-1] >= needed(rate, DELTA / STARTS) else 1
    least = needed(rate, DELTA / starts)
    kept = 0
    for first in np.linspace(least, counts[-1], starts, endpoint=False):
        places = np.unique(np.linspace(np.searchsorted(counts, first), len(counts) - 1, STEPS).astype(int))
        safe = largest_share(wrong[places], counts[places], DELTA / starts) <= rate
        passed = places[: len(places) if safe.all() else int(np.argmin(safe))]
        kept = max([kept, *counts[passed].tolist()])
    return kept
