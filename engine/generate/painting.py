"""Images with everything that was drawn for them, and the guards that have an image drawn again."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice, takewhile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from engine.core.synthesis.sample import ATTEMPTS, Drawn, columns
from engine.generate import package
from engine.generate.sampling import Case, cases, rows_of
from engine.generate.spec import GenerateSpec
from engine.imaging.render.render import Box, render_all

# So many images are drawn at once: enough to share what many have in common, few enough to stay in the caches.
TOGETHER, PIXELS = 250, 4_000_000


class Painted(NamedTuple):
    """An image with the row that it was rendered from, its symbols' boxes, and how often it was drawn before."""

    image: np.ndarray
    row: dict[str, Any]
    boxes: list[Box]
    redrawn: int = 0


def images(spec: GenerateSpec, ids: Iterable[int]) -> Iterator[Drawn]:
    """The images with these ids. Raises ValueError when the guards refuse each of ATTEMPTS tries of one."""
    for some in painted(spec, ids):
        for one, known in zip(some, table(some).to_pylist() if some else (), strict=True):
            yield Drawn(one.image, {name: value for name, value in known.items() if value is not None}, one.boxes)


def painted(spec: GenerateSpec, ids: Iterable[int]) -> Iterator[list[Painted]]:
    """The images with these ids, in lists of a few, in their order; after those before it, raises like `images`."""
    left, most = iter(ids), together(spec)
    while some := tuple(islice(left, most)):
        found: dict[int, Painted] = {}
        for case in cases(spec, some):
            found.update(of_package(case) if case.spec.renderer == "package" else accepted(case))
        whole = list(takewhile(found.__contains__, range(len(some))))
        yield [found[place] for place in whole]
        if len(whole) < len(some):
            raise ValueError(refusal(spec, some[len(whole)]))


def together(spec: GenerateSpec) -> int:
    """How many images of a spec are drawn at once."""
    specs = [one for _, one in spec.conditions] or [spec]
    largest = max(int(one.width.high * one.height.high) for one in specs)
    return max(1, min(TOGETHER, PIXELS // largest))


def of_package(case: Case) -> dict[int, Painted]:
    """The images of a case as the captcha package draws them, by their places."""
    rows = zip(case.places.tolist(), rows_of(case), strict=True)
    return {place: Painted(package.render(row, case.spec), package.columns(row), []) for place, row in rows}


def accepted(case: Case) -> dict[int, Painted]:
    """The first try of each image of a case that the guards let pass, by its place; without those of which they
    refuse ATTEMPTS."""
    found: dict[int, Painted] = {}
    for attempt in range(ATTEMPTS):
        tried = [
            (place, row)
            for place, row in zip(case.places.tolist(), rows_of(case, attempt), strict=True)
            if row["contrast"] >= case.spec.least_contrast
        ]
        rows = [row for _, row in tried]
        for (place, row), (image, boxes) in zip(tried, render_all(rows), strict=True):
            row["cut"] = is_cut(boxes, row["width"], row["height"])
            if not (row["cut"] and case.spec.uncut):
                found[place] = Painted(image, row, boxes, attempt)
        left = [place not in found for place in case.places.tolist()]
        if not any(left):
            break
        case = case._replace(places=case.places[left], numbers=case.numbers[left])
    return found


def refusal(spec: GenerateSpec, i: int) -> str:
    """Why there is no image i."""
    uncut = next(cases(spec, (i,))).spec.uncut
    why = "has too little contrast or is cut at an edge" if uncut else "has too little contrast"
    return (
        f"image {i} {why} in each of {ATTEMPTS} tries; lower font_size or least_contrast, or give the text more room."
    )


def is_cut(boxes: Iterable[Box], width: int, height: int) -> bool:
    """Whether any symbol's ink leaves the image."""
    return any(left < 0 or top < 0 or right > width or bottom > height for left, top, right, bottom in boxes)


def table(some: list[Painted]) -> pa.Table:
    """What is stored beside each of some images; null where a column is none of its condition's."""
    kinds = {tuple(one.row): one.row for one in some}  # rows of one condition have the same names
    names = dict.fromkeys(chain.from_iterable(columns(row) for row in kinds.values()))
    found = {name: pa.array([one.row.get(name) for one in some]) for name in names}
    if any(one.boxes for one in some):
        found["redrawn"] = pa.array([one.redrawn if one.boxes else None for one in some])
        found |= of_symbols(some)
    return pa.table(found)


def of_symbols(some: list[Painted]) -> dict[str, pa.ListArray]:
    """A list for each thing known of every symbol, in the order of the text, for each image.

    Boxes and sizes are in pixels, angles in degrees; the overlap is the width shared with the symbol before.
    """
    ends = np.cumsum([0, *(len(one.boxes) for one in some)])
    boxes = np.array([box for one in some for box in one.boxes])
    symbols = [symbol for one in some if one.boxes for symbol in one.row["symbols"]]
    overlap = np.maximum(np.concatenate([[0], boxes[:-1, 2] - boxes[1:, 0]]), 0)
    overlap[ends[:-1][np.diff(ends) > 0]] = 0
    sides = {f"symbol_{name}": boxes[:, side] for side, name in enumerate(Box._fields)}
    values = sides | {
        "symbol_overlap": overlap,
        "symbol_angle": [each.angle for each in symbols],
        "symbol_size": [each.size for each in symbols],
        "symbol_font": [file_name(each.font) for each in symbols],
    }
    none = pa.array([not one.boxes for one in some])
    starts = pa.array(ends, pa.int32())
    return {name: pa.ListArray.from_arrays(starts, pa.array(each), mask=none) for name, each in values.items()}


@lru_cache(maxsize=1024)
def file_name(path: str) -> str:
    """The name of a font's file, without the folders of this machine."""
    return Path(path).name
