"""Browses rows of a dataset in random order, page by page: all, or those with a symbol or text."""

import numpy as np

from engine.core.datasets.dataset import Dataset

SEED = 1  # fixed, so that the page in a link always shows the same rows


def shuffled(source: Dataset, wanted: str = "") -> np.ndarray:
    """Returns ids in random order: of rows with this symbol or longer text, or of all rows in use for ""."""
    texts = source.frame(["text"])["text"].loc[source.part_ids("all")]
    if len(wanted) == 1:
        texts = texts[texts.str.contains(wanted, regex=False)]
    elif wanted:
        texts = texts[texts == wanted]
    return np.random.default_rng(SEED).permutation(texts.index.to_numpy(copy=True))


def page_count(ids: np.ndarray, size: int) -> int:
    """The number of pages of `size` rows, at least one."""
    return max(1, -(-len(ids) // size))


def on_page(ids: np.ndarray, number: int, size: int) -> np.ndarray:
    """The ids on page `number`, counted from 1, ascending."""
    return np.sort(ids[(number - 1) * size : number * size])
