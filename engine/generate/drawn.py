"""Images with everything that was drawn for them, and the guards that have an image drawn again."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine.drawn import ATTEMPTS, Drawn, columns
from engine.generate import package
from engine.generate.draw import draw
from engine.generate.spec import GenerateSpec
from engine.imaging.render import Box, render_with_boxes


def images(spec: GenerateSpec, ids: Iterable[int]) -> Iterator[Drawn]:
    """The images with these ids. Raises ValueError when the guards refuse each of ATTEMPTS tries of one."""
    for i in ids:
        if spec.renderer == "package":
            row = draw(spec, i)
            yield Drawn(package.render(row, spec), package.columns(row), [])
        else:
            yield accepted(spec, i)


def accepted(spec: GenerateSpec, i: int) -> Drawn:
    """The first try of an image that the guards let pass."""
    for attempt in range(ATTEMPTS):
        row = draw(spec, i, attempt)
        if row["contrast"] < spec.least_contrast:
            continue
        image, boxes = render_with_boxes(row)
        cut = is_cut(boxes, row["width"], row["height"])
        if not (cut and spec.uncut):
            return Drawn(image, {**columns(row), "cut": cut, "redrawn": attempt, **of_symbols(row, boxes)}, boxes)
    why = "has too little contrast or is cut at an edge" if spec.uncut else "has too little contrast"
    raise ValueError(
        f"image {i} {why} in each of {ATTEMPTS} tries; lower font_size or least_contrast, or give the text more room."
    )


def is_cut(boxes: Iterable[Box], width: int, height: int) -> bool:
    """Whether any symbol's ink leaves the image."""
    return any(left < 0 or top < 0 or right > width or bottom > height for left, top, right, bottom in boxes)


def of_symbols(row: dict[str, Any], boxes: list[Box]) -> dict[str, list[Any]]:
    """A list for each thing known of every symbol, in the order of the text.

    Boxes and sizes are in pixels, angles in degrees; the overlap is the width shared with the symbol before.
    """
    symbols = row["symbols"]
    left, top, right, bottom = (list(each) for each in zip(*boxes, strict=True))
    overlap = [0, *(max(before - start, 0) for before, start in zip(right, left[1:], strict=False))]
    return {
        "symbol_left": left,
        "symbol_top": top,
        "symbol_right": right,
        "symbol_bottom": bottom,
        "symbol_overlap": overlap,
        "symbol_angle": [each.angle for each in symbols],
        "symbol_size": [each.size for each in symbols],
        "symbol_font": [file_name(each.font) for each in symbols],
    }


@lru_cache(maxsize=1024)
def file_name(path: str) -> str:
    """The name of a font's file, without the folders of this machine."""
    return Path(path).name
