"""Strokes over the text, drawn into its field of ink: dots, arcs, straight lines, a grid."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw

CURVE_NUMBERS = 6  # random numbers that place a curve
LINE_NUMBERS = 4
SIXTEENTHS = 4  # OpenCV counts in sixteenths of a pixel for this shift


def placed(row: Mapping[str, Any], random: np.random.Generator, grid: Sequence[float]) -> dict[str, Any]:
    """Where the curves, dots, lines and the grid of a row lie, as `scattered` and its likes take them.

    grid is where the grid begins: two random numbers (0 <= u < 1).
    """
    width, height = row["width"], row["height"]
    return {
        "arcs": [arc(width, height, each) for each in random.random((row["curves"], CURVE_NUMBERS)).tolist()],
        "dots_at": (random.random((row["dots"], 2)) * (width + 1, height + 1)).astype(np.int64),
        "lines_at": random.random((row["lines"], LINE_NUMBERS)).tolist() if row["lines"] else [],
        "grid_start": tuple(grid),
    }


def arc(width: int, height: int, u: Sequence[float]) -> tuple[float, ...]:
    """A curve across the image from CURVE_NUMBERS random numbers: box in pixels, start and end in degrees."""
    fifth, high = width // 5, height // 5
    left, right = int(u[0] * (fifth + 1)), fifth + int(u[1] * (width - fifth + 1))
    top = high + int(u[2] * (height - 2 * high + 1))
    bottom = top + int(u[3] * (height - top - high + 1))
    return left, top, right, bottom, int(u[4] * 21), 160 + int(u[5] * 41)


def scattered(field: np.ndarray, dots: np.ndarray, width: int) -> np.ndarray:
    """The field with dots of solid ink at the pixels x, y (number, 2), the edge included; what sticks out is cut."""
    reach = width + 2
    framed = cv2.copyMakeBorder(field, reach, reach, reach, reach, cv2.BORDER_CONSTANT)
    line = framed.shape[1]
    framed.reshape(-1)[(dots @ (1, line))[:, None] + dot_places(width, line)] = 255
    return framed[reach:-reach, reach:-reach]


@lru_cache(maxsize=256)
def dot_places(width: int, line: int) -> np.ndarray:
    """The pixels of a dot, a diagonal line two pixels long and `width` wide, as places in an image of `line` pixels a
    row; counted from the frame's corner, `width` + 2 pixels left of and above the dot's middle."""
    middle = width + 2
    stamp = Image.new("L", (2 * middle + 1, 2 * middle + 1))
    ImageDraw.Draw(stamp).line(((middle, middle), (middle - 1, middle - 1)), fill=1, width=width)
    y, x = np.nonzero(np.asarray(stamp))
    return y * line + x


def draw_arc(field: np.ndarray, arc: tuple[float, ...], width: int) -> None:
    """Draws a part of an ellipse in solid ink.

    arc is left, top, right, bottom of the ellipse's box in pixels, then start and end in degrees, clockwise from the
    right.
    """
    left, top, right, bottom, start, end = arc
    middle = (round((left + right) * 8), round((top + bottom) * 8))
    axes = (round((right - left) * 8), round((bottom - top) * 8))
    cv2.ellipse(field, middle, axes, 0, start, end, 255, width, cv2.LINE_8, SIXTEENTHS)


def draw_line(field: np.ndarray, ends: Sequence[float], width: int) -> None:
    """Draws a straight line in solid ink; ends are x and y of both ends, as shares of width and height."""
    height, length = field.shape
    x1, y1, x2, y2 = (round(share * (height if i % 2 else length)) for i, share in enumerate(ends))
    cv2.line(field, (x1, y1), (x2, y2), 255, width)


def draw_grid(field: np.ndarray, distance: int, start: tuple[float, float]) -> None:
    """Draws upright and level lines, one pixel wide, every `distance` pixels; start is where the first ones lie, as
    shares of the distance."""
    field[int(start[1] * distance) :: distance] = 255
    field[:, int(start[0] * distance) :: distance] = 255
