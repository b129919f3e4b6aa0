"""Composed images with everything that was drawn for them, and the guard that has one composed again."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from engine.compose.sampling import Source, draw, source_of, state_of
from engine.compose.spec import ComposeSpec
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.synthesis.sample import ATTEMPTS, Drawn, columns
from engine.imaging.decode import decode
from engine.imaging.preprocess import Preparation
from engine.imaging.render.compose import composed, contrast, finished
from engine.imaging.render.render import Box

MOST_KEPT = 5000  # pictures that a dashboard keeps decoded


class Pictures:
    """The decoded pictures of the source that some images need, each read once."""

    def __init__(self, made: Dataset) -> None:
        self.made = made
        self.known: dict[int, np.ndarray] = {}

    def of(self, ids: list[int]) -> list[np.ndarray]:
        """The pictures of these rows; those that are not known yet are read together."""
        needed = np.unique([key for key in ids if key not in self.known]).tolist()
        read = zip(needed, self.made.pictures(needed), strict=True) if needed else ()
        self.known.update((key, decode(data)) for key, data in read)
        return [self.known[key] for key in ids]


@lru_cache(maxsize=2)
def kept_pictures(name: str, state: tuple[str, str, int]) -> Pictures:
    """Pictures of a dataset that stay decoded as long as its state (`engine.compose.sampling.state_of`) is the same."""
    return Pictures(open_dataset(name))


def first_images(spec: ComposeSpec, ids: range) -> list[Drawn]:
    """A few images for the eye; their pictures are kept, because the next knob turned will need them again."""
    pictures = kept_pictures(spec.dataset, state_of(open_dataset(spec.dataset)))
    if len(pictures.known) > MOST_KEPT:
        pictures.known.clear()
    return list(images(spec, ids, pictures))


def images(spec: ComposeSpec, ids: range, pictures: Pictures | None = None) -> Iterator[Drawn]:
    """The images with these ids, of these pictures or of those that are read now.

    Raises ValueError when the guard refuses each of ATTEMPTS tries of one.
    """
    source, pictures = source_of(spec), pictures or Pictures(open_dataset(spec.dataset))
    rows = [draw(spec, source, i) for i in ids]
    pictures.of([key for row in rows for key in row["symbol_id"]])
    for i, row in zip(ids, rows, strict=True):
        yield accepted(spec, source, pictures, i, row)


def accepted(spec: ComposeSpec, source: Source, pictures: Pictures, i: int, row: dict[str, Any]) -> Drawn:
    """The first try of an image that the guard lets pass; row is that of its first try."""
    preparation = Preparation(mode=spec.mode, width=spec.width, height=spec.height, fit=spec.fit)
    for attempt in range(ATTEMPTS):
        row = draw(spec, source, i, attempt) if attempt else row
        image, boxes = composed(row, pictures.of(row["symbol_id"]), preparation)
        found = contrast(image)
        if found >= spec.least_contrast:
            known = {**columns(row), "contrast": found, "redrawn": attempt, **of_symbols(row, boxes)}
            return Drawn(finished(image, row), known, boxes)
    raise ValueError(
        f"image {i} has too little contrast in each of {ATTEMPTS} tries; lower least_contrast, or clean the dataset "
        f"{spec.dataset!r} of faint pictures."
    )


def of_symbols(row: dict[str, Any], boxes: list[Box]) -> dict[str, list[Any]]:
    """A list for each thing known of every symbol, in the order of the text; boxes are those of the pictures, in
    pixels."""
    sides = zip(Box._fields, zip(*boxes, strict=True), strict=True)
    lists = {name: value for name, value in row.items() if name.startswith("symbol_")}
    return {**lists, **{f"symbol_{name}": list(values) for name, values in sides}}
