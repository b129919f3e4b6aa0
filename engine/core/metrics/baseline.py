"""The majority baseline: the accuracy of always guessing the most frequent symbols or text."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from engine.core.metrics.alignment import positions, symbols


class Baseline(NamedTuple):
    """Shares in 0..1 that a model must exceed to have learned anything.

    symbol: positions that are right if each is predicted as its most frequent symbol. text: texts that are right if
    every image is predicted as the most frequent text.
    """

    symbol: float
    text: float


def majority(classes: np.ndarray, blank: int | None = None) -> Baseline:
    """The baseline of class numbers, int (n, slots); n must be at least 1.

    blank: the class of places that a text leaves empty; they count neither as right nor as wrong.
    """
    places = [slot[slot != blank] for slot in classes.T]
    most = sum(int(np.bincount(symbols).max()) for symbols in places if len(symbols))
    texts = np.unique(classes, axis=0, return_counts=True)[1]
    return Baseline(most / max(1, sum(map(len, places))), float(texts.max()) / len(classes))


def guessing_loss(classes: np.ndarray) -> float:
    """The cross-entropy of knowing only how often each class occurs at each place of int (n, slots)."""
    shares = [np.unique(slot, return_counts=True)[1] / len(slot) for slot in classes.T]
    return float(np.mean([-(share * np.log(share)).sum() for share in shares]))


def majority_of_texts(texts: pd.Series) -> Baseline:
    """The baseline of texts of any length; only symbols that a text has count. At least one text with a symbol."""
    at_place = by_place(texts)
    return Baseline(float(at_place["most"].sum() / at_place["n"].sum()), float(texts.value_counts().max() / len(texts)))


def by_place(texts: pd.Series) -> pd.DataFrame:
    """For each place of a text, from 1: n symbols, and how often the most frequent of them occurs there (most)."""
    counts = pd.DataFrame({"position": positions(texts), "symbol": symbols(texts)}).value_counts()
    by_position = counts.groupby("position", sort=True)
    return pd.DataFrame({"n": by_position.sum(), "most": by_position.max()})
