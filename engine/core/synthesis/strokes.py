"""Samples where strokes over texts lie: curves, dots, lines and the start of a grid, from each image's own stream."""

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
    """The columns that say where strokes lie over images whose streams start there; see `engine.imaging.render.marks`.

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
    """Random numbers by name for `counts` items of each stream, one stream after the other: (items, names)."""
    nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return uniform(np.repeat(starts, counts), names, nth)


def pieces(values: Sequence[Any] | np.ndarray, counts: np.ndarray) -> list[Any]:
    """Splits the values into pieces of these lengths."""
    return [values[start:end] for start, end in pairwise(np.cumsum([0, *counts]).tolist())]
