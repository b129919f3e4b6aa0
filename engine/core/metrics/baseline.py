"""The majority baseline: the accuracy of always guessing the most frequent symbols or text of the training part."""

from typing import NamedTuple

import numpy as np


class Baseline(NamedTuple):
    """Shares in 0..1 that a model must exceed to have learned anything.

    symbol: positions that are right if each is predicted as its most frequent symbol. text: texts that are right if
    every image is predicted as the most frequent text.
    """

    symbol: float
    text: float


def majority(classes: np.ndarray) -> Baseline:
    """The baseline of class numbers, int (n, slots); n must be at least 1."""
    symbols = [np.bincount(slot).max() for slot in classes.T]
    texts = np.unique(classes, axis=0, return_counts=True)[1]
    return Baseline(float(np.mean(symbols)) / len(classes), float(texts.max()) / len(classes))
