"""Draws strokes over the text into the field of ink: dots, arcs, straight lines and a grid."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw

SIXTEENTHS = 4  # the shift with which OpenCV takes coordinates in sixteenths of a pixel


def arcs(width: Any, height: Any, u: np.ndarray) -> np.ndarray:
    """Arcs across images from random numbers (n, 6): box in pixels, start and end in degrees; int64 (n, 6)."""
    fifth, high = width // 5, height // 5
    left, right = (u[:, 0] * (fifth + 1)).astype(np.int64), fifth + (u[:, 1] * (width - fifth + 1)).astype(np.int64)
    top = high + (u[:, 2] * (height - 2 * high + 1)).astype(np.int64)
    bottom = top + (u[:, 3] * (height - top - high + 1)).astype(np.int64)
    start, end = (u[:, 4] * 21).astype(np.int64), 160 + (u[:, 5] * 41).astype(np.int64)
    return np.stack([left, top, right, bottom, start, end], axis=1)


def dots_of(rows: Sequence[Mapping[str, Any]]) -> list[np.ndarray]:
    """The pixels covered by the dots of each row, as indices into its flattened image, clipped to the image.

    A row's dots_at (number, 2) are the x and y of its dots, up to and including the edge; its dot_width is in pixels.
    """
    pixels: dict[int, np.ndarray] = {}
    for width in {row["dot_width"] for row in rows}:
        indices = [i for i, row in enumerate(rows) if row["dot_width"] == width]
        pixels.update(zip(indices, dots_of_width([rows[i] for i in indices], width), strict=True))
    return [pixels[i] for i in range(len(rows))]


def dots_of_width(rows: Sequence[Mapping[str, Any]], width: int) -> Iterator[np.ndarray]:
    """Like `dots_of`, for rows with the same dot width."""
    counts = [len(row["dots_at"]) for row in rows]
    image_width, image_height = (
        np.repeat([row[name] for row in rows], counts).astype(np.int32)[:, None] for name in ("width", "height")
    )
    middles, stamp = np.concatenate([row["dots_at"] for row in rows]).astype(np.int32), dot(width)
    x, y = middles[:, :1] + stamp[0], middles[:, 1:] + stamp[1]
    inside = (x >= 0) & (x < image_width) & (y >= 0) & (y < image_height)
    indices = (y * image_width + x)[inside]
    ends = np.concatenate([[0], np.cumsum(inside.sum(axis=1))])[np.cumsum([0, *counts])].tolist()
    return (indices[start:end] for start, end in pairwise(ends))


@lru_cache(maxsize=32)
def dot(width: int) -> np.ndarray:
    """The pixels of a dot relative to its middle: x and y, int32 (2, pixels).

    A dot is a diagonal line two pixels long and `width` wide.
    """
    middle = width + 2
    stamp = Image.new("L", (2 * middle + 1, 2 * middle + 1))
    ImageDraw.Draw(stamp).line(((middle, middle), (middle - 1, middle - 1)), fill=1, width=width)
    return (np.argwhere(np.asarray(stamp))[:, ::-1].T - middle).astype(np.int32)


def draw_arc(field: np.ndarray, arc: tuple[float, ...], width: int, value: int = 255) -> None:
    """Draws an arc of an ellipse, in solid ink unless another value is given.

    arc: left, top, right and bottom of the ellipse's box in pixels, then start and end in degrees, clockwise from the
    right.
    """
    left, top, right, bottom, start, end = arc
    middle = (round((left + right) * 8), round((top + bottom) * 8))
    axes = (round((right - left) * 8), round((bottom - top) * 8))
    cv2.ellipse(field, middle, axes, 0, start, end, value, width, cv2.LINE_8, SIXTEENTHS)


def draw_line(field: np.ndarray, ends: Sequence[float], width: int, value: int = 255) -> None:
    """Draws a straight line, in solid ink unless another value is given.

    ends: x and y of both ends, as shares of width and height.
    """
    height, length = field.shape
    x1, y1, x2, y2 = (round(share * (height if i % 2 else length)) for i, share in enumerate(ends))
    cv2.line(field, (x1, y1), (x2, y2), value, width)


def draw_grid(field: np.ndarray, distance: int, start: tuple[float, float]) -> None:
    """Draws vertical and horizontal lines, one pixel wide, every `distance` pixels.

    start: x and y of the first lines, as shares of the distance.
    """
    field[int(start[1] * distance) :: distance] = 255
    field[:, int(start[0] * distance) :: distance] = 255
