"""What only the pictures tell: mean images, brightness and contrast, from a sample drawn with a seed."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from engine.core.datasets.dataset import Dataset
from engine.imaging.decode import Unreadable, decode
from engine.imaging.preprocess import resize, to_mode

LONGEST_SIDE = 96  # pixels of a mean image
BATCH = 256
BINS = 32  # of 256 grey levels


class Opened(NamedTuple):
    """Pictures in grey at one size, uint8 (n, h, w), and of each its row: columns id, brightness, contrast.

    unreadable: how many of the sample could not be decoded.
    """

    rows: pd.DataFrame
    pictures: np.ndarray
    unreadable: int


def draw(keys: pd.Series, count: int, seed: int, evenly: bool) -> np.ndarray:
    """About `count` ids of `keys` (indexed by id), rising; where `evenly`, as many of each key as there can be."""
    order = keys.iloc[np.random.default_rng(seed).permutation(len(keys))]
    if evenly:
        each = max(1, count // max(keys.nunique(), 1))
        return np.sort(order.groupby(order.to_numpy()).head(each).index.to_numpy())
    return np.sort(order.index[:count].to_numpy())


def open_all(source: Dataset, ids: np.ndarray, size: tuple[int, int]) -> Opened:
    """Decodes the pictures of these rows and brings them to (height, width)."""
    rows, pictures, unreadable = [], [], 0
    for some, files in source.batches(ids, BATCH):
        for row, data in zip(some.tolist(), files, strict=True):
            try:
                grey = to_mode(decode(data), "grey")
            except Unreadable:
                unreadable += 1
                continue
            rows.append((row, float(grey.mean()), float(grey.std())))
            pictures.append(resize(grey, *size))
    stack = np.stack(pictures) if pictures else np.empty((0, *size), np.uint8)
    return Opened(pd.DataFrame(rows, columns=["id", "brightness", "contrast"]), stack, unreadable)


def common_size(frame: pd.DataFrame) -> tuple[int, int]:
    """Height and width of the mean images: the middle ones of the dataset, scaled down to LONGEST_SIDE."""
    height, width = float(frame["height"].median()), float(frame["width"].median())
    scale = min(1, LONGEST_SIDE / max(height, width))
    return max(1, round(height * scale)), max(1, round(width * scale))


def means(keys: pd.Series, opened: Opened) -> pd.DataFrame:
    """Columns key, images (how many were averaged), picture (their mean, uint8 (h, w)); sorted by key."""
    of_row = keys.loc[opened.rows["id"]].to_numpy()
    found = [(key, np.flatnonzero(of_row == key)) for key in sorted(set(of_row.tolist()))]
    rows = [(key, len(at), opened.pictures[at].mean(axis=0).round().astype(np.uint8)) for key, at in found]
    return pd.DataFrame(rows, columns=["key", "images", "picture"])


def brightness(rows: pd.DataFrame) -> pd.DataFrame:
    """Columns level (grey, the middle of a bin), brightness, contrast: how many pictures have it."""
    edges = np.linspace(0, 256, BINS + 1)
    table = {name: np.histogram(rows[name], edges)[0] for name in ("brightness", "contrast")}
    return pd.DataFrame({"level": (edges[:-1] + edges[1:]) / 2, **table})
