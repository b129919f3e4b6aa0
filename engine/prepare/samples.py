"""Samples of a dataset, spread over its labels and groups, to show before and after preprocessing."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from engine.core.datasets import shard
from engine.core.datasets.dataset import Dataset
from engine.imaging.decode import UnreadableError, decode
from engine.imaging.preprocess import LARGEST, shrunk

SHOWN = 12
# The fractional parts of multiples of these are evenly spread, however many there are.
STEP_OF_LABELS, STEP_OF_ROWS = (5**0.5 - 1) / 2, 2**0.5 - 1


class Sample(NamedTuple):
    """An image of a dataset: its row, label, size (width, height) in pixels, and pixels, at most LARGEST a side."""

    id: int
    text: str
    size: tuple[int, int]
    image: np.ndarray


def samples(source: Dataset, draw: int = 0) -> list[Sample]:
    """Returns up to SHOWN images, the same for the same `draw`. Images that cannot be decoded are skipped."""
    ids = choose(source, draw)
    texts = source.frame(["text"])["text"]
    chosen = []
    for row, data in zip(ids, source.image_files(ids), strict=True):
        try:
            image = decode(data)
        except UnreadableError:
            continue
        chosen.append(Sample(row, texts[row], (image.shape[1], image.shape[0]), shrunk(image, LARGEST)))
    return chosen


def choose(source: Dataset, draw: int) -> list[int]:
    """Returns the ids of up to SHOWN rows, evenly spread over labels and, within a label, over groups."""
    ids = source.part_ids("all")
    rows = source.frame(["text", "group"]).iloc[ids]
    labels, groups = (pd.factorize(rows[column], sort=True)[0] for column in ("text", "group"))
    order = np.lexsort((ids, groups, labels))
    by_label = list(shard.runs(labels[order]))
    chosen = []
    for place in range(draw * SHOWN, (draw + 1) * SHOWN):
        first, end = by_label[int((place % SHOWN + place * STEP_OF_LABELS % 1) / SHOWN * len(by_label))]
        chosen.append(int(ids[order[first + int(place * STEP_OF_ROWS % 1 * (end - first))]]))
    return list(dict.fromkeys(chosen))
