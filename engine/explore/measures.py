"""Measures a random sample of images: mean images, brightness and contrast."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from engine.core.datasets.dataset import Dataset
from engine.imaging.decode import UnreadableError, decode
from engine.imaging.preprocess import resize, to_mode

LONGEST_SIDE = 96  # pixels of a mean image
BATCH = 256
BINS = 32  # of 256 grey levels


class Opened(NamedTuple):
    """Greyscale images of one size, uint8 (n, h, w), and a row for each: columns id, brightness, contrast.

    unreadable: the number of images in the sample that cannot be decoded.
    """

    rows: pd.DataFrame
    images: np.ndarray
    unreadable: int


def draw_sample(keys: pd.Series, count: int, seed: int, evenly: bool) -> np.ndarray:
    """Draws about `count` ids of `keys` (indexed by id), ascending. evenly: equally many of each key, if possible."""
    order = keys.iloc[np.random.default_rng(seed).permutation(len(keys))]
    if evenly:
        per_key = max(1, count // max(keys.nunique(), 1))
        return np.sort(order.groupby(order.to_numpy()).head(per_key).index.to_numpy())
    return np.sort(order.index[:count].to_numpy())


def open_images(source: Dataset, ids: np.ndarray, size: tuple[int, int]) -> Opened:
    """Decodes the images of these rows and resizes them to (height, width)."""
    rows, images, unreadable = [], [], 0
    for batch, files in source.batches(ids, BATCH):
        for row, data in zip(batch.tolist(), files, strict=True):
            try:
                grey = to_mode(decode(data), "grey")
            except UnreadableError:
                unreadable += 1
                continue
            rows.append((row, float(grey.mean()), float(grey.std())))
            images.append(resize(grey, *size))
    stack = np.stack(images) if images else np.empty((0, *size), np.uint8)
    return Opened(pd.DataFrame(rows, columns=["id", "brightness", "contrast"]), stack, unreadable)


def common_size(frame: pd.DataFrame) -> tuple[int, int]:
    """Height and width of the mean images: the medians of the dataset, scaled down to LONGEST_SIDE."""
    height, width = float(frame["height"].median()), float(frame["width"].median())
    scale = min(1, LONGEST_SIDE / max(height, width))
    return max(1, round(height * scale)), max(1, round(width * scale))


def means(keys: pd.Series, opened: Opened) -> pd.DataFrame:
    """Averages images by key: columns key, images (number averaged), picture (uint8 (h, w)), sorted by key."""
    key_of_row = keys.loc[opened.rows["id"]].to_numpy()
    places = [(key, np.flatnonzero(key_of_row == key)) for key in sorted(set(key_of_row.tolist()))]
    rows = [(key, len(at), opened.images[at].mean(axis=0).round().astype(np.uint8)) for key, at in places]
    return pd.DataFrame(rows, columns=["key", "images", "picture"])


def brightness(rows: pd.DataFrame) -> pd.DataFrame:
    """Histograms: columns level (middle of a grey-level bin), brightness, contrast (numbers of images)."""
    edges = np.linspace(0, 256, BINS + 1)
    table = {name: np.histogram(rows[name], edges)[0] for name in ("brightness", "contrast")}
    return pd.DataFrame({"level": (edges[:-1] + edges[1:]) / 2, **table})
