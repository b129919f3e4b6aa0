"""Thumbnails of a report, and how much it shows, so that it stays small for any number of predictions."""

from typing import NamedTuple

import pandas as pd

from engine.core.datasets.dataset import Dataset
from engine.imaging.decode import UnreadableError, decode
from engine.imaging.encode import webp
from engine.imaging.overlay import thumbnail

HEIGHT, QUALITY = 48, 60
MOST_BYTES = 900_000  # of all thumbnails
MOST_SYMBOLS, MOST_CHARTS, MOST_GROUPS = 62, 8, 60


class Thumbnail(NamedTuple):
    """A small WebP image, its true text and what was read."""

    image: bytes
    text: str
    predicted: str


def thumbnails(source: Dataset, rows: pd.DataFrame) -> list[Thumbnail]:
    """The first images of some predictions, as many as fit; those that cannot be decoded are left out."""
    images: list[Thumbnail] = []
    size = 0
    files = source.image_files(rows["id"])
    for data, text, predicted in zip(files, rows["text"], rows["predicted"], strict=True):
        try:
            small = webp(thumbnail(decode(data), HEIGHT), QUALITY)
        except UnreadableError:
            continue
        size += len(small)
        if size > MOST_BYTES:
            break
        images.append(Thumbnail(small, text, predicted))
    return images
