"""Where the strokes over many texts lie: curves, dots, lines and the start of a grid, from each image's own numbers."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from engine.core.synthesis.streams import uniform
from engine.imaging.render import marks

CURVE = ("curve left", "curve right", "curve top", "curve bottom", "curve start", "curve end")
DOT = ("dot x", "dot y")
LINE = ("line x 1", "line y 1", "line x 2", "line y 2")
GRID = ("grid down", "grid across")


def strokes(starts: np.ndarray, values: Mapping[str, np.ndarray]) -> dict[str, Iterable[Any]]:
    """What is drawn over images whose streams start there, see `engine.imaging.render.marks`: their values by column.

    values: width, height, curves, dots and lines of each image, whole numbers (images,).
    """
    width, height, curves, dots, lines = (values[name] for name in ("width", "height", "curves", "dots", "lines"))
    arcs = marks.arcs(np.repeat(width, curves), np.repeat(height, curves), of_each(starts, CURVE, curves))
    size = np.repeat(np.stack([width, height], axis=1) + 1, dots, axis=0)
    return {
        "arcs": pieces(arcs.tolist(), curves),
        "dots_at": pieces((of_each(starts, DOT, dots) * size).astype(np.int64), dots),
        "lines_at": pieces(of_each(starts, LINE, lines).tolist(), lines),
        "grid_start": uniform(starts, GRID).tolist(),
    }


def of_each(starts: np.ndarray, names: Sequence[str], counts: np.ndarray) -> np.ndarray:
    """A number for each name, for so many things of each stream, one stream's after the other's: (things, names)."""
    nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return uniform(np.repeat(starts, counts), names, nth)


def pieces(values: Sequence[Any] | np.ndarray, counts: np.ndarray) -> list[Any]:
    """The values in pieces of so many each."""
    return [values[start:end] for start, end in pairwise(np.cumsum([0, *counts]).tolist())]
