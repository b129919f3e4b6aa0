"""Composes images with all their columns, and composes an image again if the guard refuses it."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from engine.compose.sampling import Source, draw, source_of
from engine.compose.spec import ComposeSpec
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.synthesis.sample import ATTEMPTS, Sample, columns
from engine.imaging.decode import decode
from engine.imaging.preprocess import Preparation
from engine.imaging.render.compose import composed, contrast, finished
from engine.imaging.render.render import Box

MOST_KEPT = 5000  # decoded images that the dashboard keeps


class DecodedImages:
    """Images of the source dataset, each read and decoded once."""

    def __init__(self, source: Dataset) -> None:
        self.source = source
        self.by_id: dict[int, np.ndarray] = {}

    def of(self, ids: list[int]) -> list[np.ndarray]:
        """The images with these ids; those not read yet are read together."""
        missing = np.unique([key for key in ids if key not in self.by_id]).tolist()
        files = zip(missing, self.source.image_files(missing), strict=True) if missing else ()
        self.by_id.update((key, decode(data)) for key, data in files)
        return [self.by_id[key] for key in ids]


@lru_cache(maxsize=2)
def kept_images(name: str, state: str) -> DecodedImages:
    """Images of a dataset that stay decoded while its `state` is the same."""
    return DecodedImages(open_dataset(name))


def first_images(spec: ComposeSpec, ids: range) -> list[Sample]:
    """Composes a few images as a preview and keeps those of the source, which the next change of a knob needs again."""
    symbol_images = kept_images(spec.dataset, open_dataset(spec.dataset).state())
    if len(symbol_images.by_id) > MOST_KEPT:
        symbol_images.by_id.clear()
    return list(images(spec, ids, symbol_images))


def images(spec: ComposeSpec, ids: range, symbol_images: DecodedImages | None = None) -> Iterator[Sample]:
    """Composes the images with these ids; images of symbols not given are read from the source.

    Raises ValueError if the guard refuses all ATTEMPTS tries of one.
    """
    source, symbol_images = source_of(spec), symbol_images or DecodedImages(open_dataset(spec.dataset))
    rows = [draw(spec, source, i) for i in ids]
    symbol_images.of([key for row in rows for key in row["symbol_id"]])
    for i, row in zip(ids, rows, strict=True):
        yield accepted(spec, source, symbol_images, i, row)


def accepted(spec: ComposeSpec, source: Source, symbol_images: DecodedImages, i: int, row: dict[str, Any]) -> Sample:
    """The first try of image i that the guard accepts; row: that of its first try."""
    preparation = Preparation(mode=spec.mode, width=spec.width, height=spec.height, fit=spec.fit)
    for attempt in range(ATTEMPTS):
        row = draw(spec, source, i, attempt) if attempt else row
        image, boxes = composed(row, symbol_images.of(row["symbol_id"]), preparation)
        difference = contrast(image)
        if difference >= spec.minimum_contrast:
            values = {**columns(row), "contrast": difference, "redrawn": attempt, **symbol_columns(row, boxes)}
            return Sample(finished(image, row), values, boxes)
    raise ValueError(
        f"image {i} has too little contrast in each of {ATTEMPTS} tries; lower minimum_contrast, or exclude "
        f"faint images from the dataset {spec.dataset!r} with clean."
    )


def symbol_columns(row: dict[str, Any], boxes: list[Box]) -> dict[str, list[Any]]:
    """The columns that hold a list with a value for each symbol of the text; boxes: of symbols' images, in pixels."""
    sides = zip(Box._fields, zip(*boxes, strict=True), strict=True)
    lists = {name: value for name, value in row.items() if name.startswith("symbol_")}
    return {**lists, **{f"symbol_{name}": list(values) for name, values in sides}}
