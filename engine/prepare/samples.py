"""Some pictures of a dataset before and after the steps, spread over its labels and groups."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from engine.core.datasets import shard
from engine.core.datasets.dataset import Dataset
from engine.imaging.decode import Unreadable, decode
from engine.imaging.preprocess import LARGEST, shrunk

SHOWN = 12
# Multiples of these, without their whole part, fall evenly whatever their number.
STEP_OF_LABELS, STEP_OF_ROWS = (5**0.5 - 1) / 2, 2**0.5 - 1


class Sample(NamedTuple):
    """A picture of a dataset: its row, label, size (width, height) in pixels, and pixels, at most LARGEST a side."""

    id: int
    text: str
    size: tuple[int, int]
    image: np.ndarray


def samples(source: Dataset, draw: int = 0) -> list[Sample]:
    """Up to SHOWN pictures, the same for the same `draw`; pictures that cannot be decoded are passed over."""
    ids = chosen(source, draw)
    texts = source.frame(["text"])["text"]
    found = []
    for key, data in zip(ids, source.pictures(ids), strict=True):
        try:
            image = decode(data)
        except Unreadable:
            continue
        found.append(Sample(key, texts[key], (image.shape[1], image.shape[0]), shrunk(image, LARGEST)))
    return found


def chosen(source: Dataset, draw: int) -> list[int]:
    """The ids of up to SHOWN rows: labels evenly, and within a label another group or row each time."""
    ids = source.part_ids("all")
    rows = source.frame(["text", "group"]).iloc[ids]
    labels, groups = (pd.factorize(rows[column], sort=True)[0] for column in ("text", "group"))
    order = np.lexsort((ids, groups, labels))
    by_label = list(shard.runs(labels[order]))
    found = []
    for place in range(draw * SHOWN, (draw + 1) * SHOWN):
        first, end = by_label[int((place % SHOWN + place * STEP_OF_LABELS % 1) / SHOWN * len(by_label))]
        found.append(int(ids[order[first + int(place * STEP_OF_ROWS % 1 * (end - first))]]))
    return list(dict.fromkeys(found))
