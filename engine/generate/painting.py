"""Draws images with all their columns, and draws an image again if a guard refuses it."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice, takewhile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from engine.core.synthesis.sample import ATTEMPTS, Sample, columns
from engine.generate import package
from engine.generate.sampling import Condition, conditions_of, rows_of
from engine.generate.spec import GenerateSpec
from engine.imaging.render.render import Box, render_all

# Images that are drawn at once: enough to share what they have in common, few enough to stay in the caches.
MOST_IMAGES, MOST_PIXELS = 250, 4_000_000


class Painting(NamedTuple):
    """An image, the row from which it was rendered, its symbols' boxes, and how many tries were refused before."""

    image: np.ndarray
    row: dict[str, Any]
    boxes: list[Box]
    redrawn: int = 0


def images(spec: GenerateSpec, ids: Iterable[int]) -> Iterator[Sample]:
    """Draws the images with these ids. Raises ValueError if the guards refuse all ATTEMPTS tries of one."""
    for batch in painted(spec, ids):
        for painting, row in zip(batch, table(batch).to_pylist() if batch else (), strict=True):
            stored = {name: value for name, value in row.items() if value is not None}
            yield Sample(painting.image, stored, painting.boxes)


def painted(spec: GenerateSpec, ids: Iterable[int]) -> Iterator[list[Painting]]:
    """Draws the images with these ids in batches, in their order. Raises like `images`, after those before are out."""
    remaining, size = iter(ids), batch_size(spec)
    while batch := tuple(islice(remaining, size)):
        paintings: dict[int, Painting] = {}
        for condition in conditions_of(spec, batch):
            paintings.update(of_package(condition) if condition.spec.renderer == "package" else accepted(condition))
        places = list(takewhile(paintings.__contains__, range(len(batch))))
        yield [paintings[place] for place in places]
        if len(places) < len(batch):
            raise ValueError(refusal(spec, batch[len(places)]))


def batch_size(spec: GenerateSpec) -> int:
    """The number of images of a spec that are drawn at once."""
    specs = [condition for _, condition in spec.conditions] or [spec]
    largest = max(int(condition.width.high * condition.height.high) for condition in specs)
    return max(1, min(MOST_IMAGES, MOST_PIXELS // largest))


def of_package(condition: Condition) -> dict[int, Painting]:
    """Lets the captcha package draw the images of a condition; returns them by place."""
    rows = zip(condition.places.tolist(), rows_of(condition), strict=True)
    return {place: Painting(package.render(row, condition.spec), package.columns(row), []) for place, row in rows}


def accepted(condition: Condition) -> dict[int, Painting]:
    """The first try of each image of a condition that the guards accept, by place.

    Images of which the guards refuse all ATTEMPTS tries are missing.
    """
    paintings: dict[int, Painting] = {}
    for attempt in range(ATTEMPTS):
        tries = [
            (place, row)
            for place, row in zip(condition.places.tolist(), rows_of(condition, attempt), strict=True)
            if row["contrast"] >= condition.spec.minimum_contrast
        ]
        rows = [row for _, row in tries]
        for (place, row), (image, boxes) in zip(tries, render_all(rows), strict=True):
            row["cut"] = is_cut(boxes, row["width"], row["height"])
            if not (row["cut"] and condition.spec.uncut):
                paintings[place] = Painting(image, row, boxes, attempt)
        refused = [place not in paintings for place in condition.places.tolist()]
        if not any(refused):
            break
        condition = condition._replace(places=condition.places[refused], numbers=condition.numbers[refused])
    return paintings


def refusal(spec: GenerateSpec, i: int) -> str:
    """The sentence that says why image i could not be drawn."""
    uncut = next(conditions_of(spec, (i,))).spec.uncut
    reason = "has too little contrast or is cut off at an edge" if uncut else "has too little contrast"
    return (
        f"image {i} {reason} in each of {ATTEMPTS} tries; lower font_size or minimum_contrast, or give the text more "
        "room."
    )


def is_cut(boxes: Iterable[Box], width: int, height: int) -> bool:
    """Whether the ink of any symbol crosses an edge of the image."""
    return any(left < 0 or top < 0 or right > width or bottom > height for left, top, right, bottom in boxes)


def table(batch: list[Painting]) -> pa.Table:
    """The columns stored beside each image of a batch; null where the image's condition lacks the column."""
    kinds = {tuple(painting.row): painting.row for painting in batch}  # rows of one condition have the same names
    names = dict.fromkeys(chain.from_iterable(columns(row) for row in kinds.values()))
    arrays = {name: pa.array([painting.row.get(name) for painting in batch]) for name in names}
    if any(painting.boxes for painting in batch):
        arrays["redrawn"] = pa.array([painting.redrawn if painting.boxes else None for painting in batch])
        arrays |= symbol_columns(batch)
    return pa.table(arrays)


def symbol_columns(batch: list[Painting]) -> dict[str, pa.ListArray]:
    """The columns that hold a list with a value for each symbol of an image's text.

    Boxes and sizes are in pixels, angles in degrees; the overlap is the width shared with the symbol before.
    """
    ends = np.cumsum([0, *(len(painting.boxes) for painting in batch)])
    boxes = np.array([box for painting in batch for box in painting.boxes])
    symbols = [symbol for painting in batch if painting.boxes for symbol in painting.row["symbols"]]
    overlap = np.maximum(np.concatenate([[0], boxes[:-1, 2] - boxes[1:, 0]]), 0)
    overlap[ends[:-1][np.diff(ends) > 0]] = 0
    sides = {f"symbol_{name}": boxes[:, side] for side, name in enumerate(Box._fields)}
    values = sides | {
        "symbol_overlap": overlap,
        "symbol_angle": [symbol.angle for symbol in symbols],
        "symbol_size": [symbol.size for symbol in symbols],
        "symbol_font": [file_name(symbol.font) for symbol in symbols],
    }
    without = pa.array([not painting.boxes for painting in batch])
    starts = pa.array(ends, pa.int32())
    return {name: pa.ListArray.from_arrays(starts, pa.array(flat), mask=without) for name, flat in values.items()}


@lru_cache(maxsize=1024)
def file_name(path: str) -> str:
    """The name of a font's file without its folders."""
    return Path(path).name
