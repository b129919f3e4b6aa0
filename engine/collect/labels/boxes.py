"""Texts from boxes around single symbols, read from left to right and line by line."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from engine.collect.labels.symbols import NAMES


class Box(NamedTuple):
    """A box around one symbol or word: its text, the centre and the height. Any unit of length, y downwards."""

    text: str
    x: float
    y: float
    height: float


def text_of(boxes: Iterable[Box]) -> str:
    """The text of all boxes of an image, from left to right. Boxes clearly below others form a new line."""
    boxes = list(boxes)
    named = all(len(box.text) == 1 or box.text.casefold() in NAMES for box in boxes)
    texts = (
        NAMES.get(box.text.casefold(), box.text) if named and len(boxes) > 1 else box.text for box in in_order(boxes)
    )
    between = " " if any(len(box.text) > 1 for box in boxes) and not named else ""
    return between.join(texts)


def in_order(boxes: Sequence[Box]) -> list[Box]:
    """The boxes in the order of reading."""
    if not boxes:
        return []
    step = median(box.height for box in boxes)
    lines: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: box.y):
        if lines and box.y - lines[-1][-1].y < max(step * 0.6, 1e-9):
            lines[-1].append(box)
        else:
            lines.append([box])
    return [box for line in lines for box in sorted(line, key=lambda box: box.x)]
