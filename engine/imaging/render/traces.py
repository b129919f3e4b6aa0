"""What is left to see of a symbol's ink after it was turned and stretched as the captcha package does it.

The package turns a glyph (bilinear), stretches it to its tile (bicubic), takes the nearest pixel of that for the warp,
and pastes the result by the lightness of its colour, with alpha apart. So ink is full or not there at all: it is there
as far out as its colour, times the alpha that the filters left, is a whole one of 255 steps, since turning cuts
fractions off. Bright ink makes wider strokes, and so does shrinking; that is all that tells some O from 0.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

from engine.imaging.render.fonts import glyph

FINE = 3  # places of a trace per pixel
LOST = 9  # lightness; what rounding takes from ink where alpha is low, fitted to the darkness that Pillow's steps leave
ROOM = 128_000_000  # bytes of traces that a process keeps
SOFTER = 0.2  # by how much the filters of two traces of a turn differ in width
STEP = 4  # degrees between two traces of a symbol; what a turn is beyond that is made up for in taking places of it


class Traced(NamedTuple):
    """What a trace is of: a symbol of a font, turned counter-clockwise by STEP degrees, with a filter that is wider by
    SOFTER across and down."""

    font: str  # path
    size: int  # pixels
    symbol: str
    turn: int
    across: int
    down: int


class Traces(dict[Traced, np.ndarray]):
    """Traces, drawn when they are first asked for.

    They are counted in bytes, since one of a large symbol takes as much as hundreds of small ones; when there is no
    more room, all are drawn anew.
    """

    used = 0  # bytes

    def __missing__(self, key: Traced) -> np.ndarray:
        """Draws a trace and keeps it."""
        found = trace(*key)
        if self.used + found.nbytes > ROOM:
            self.clear()
            self.used = 0
        self[key] = found
        self.used += found.nbytes
        return found


def trace(font: str, size: int, symbol: str, turn: int, across: int, down: int) -> np.ndarray:
    """The alpha that the filters leave of a symbol: uint8, FINE places for each pixel of its turned box."""
    turned = np.asarray(glyph(font, size, symbol).ink.rotate(turn * STEP, Image.Resampling.BILINEAR, expand=True))
    return filtered(filtered(turned, 1 + SOFTER * across).T, 1 + SOFTER * down).T.astype(np.uint8)


def softness(scale: np.ndarray) -> np.ndarray:
    """The number of the filter for so many old pixels to a new one; for stretching it is the same, however far."""
    return np.rint((np.maximum(scale, 1) - 1) / SOFTER).astype(np.int64)


def filtered(alpha: np.ndarray, width: float) -> np.ndarray:
    """Rows of whole numbers 0..255 after bicubic resizing: float64, FINE places for each old pixel.

    width: by how much the filter is wider than it is for stretching.
    """
    fine = np.zeros((len(alpha) + 1, FINE * alpha.shape[1]))
    fine[:-1, ::FINE] = alpha
    fine[-1, ::FINE] = 1
    fine = cv2.filter2D(fine, -1, cubic(FINE * width)[None], borderType=cv2.BORDER_CONSTANT)
    # Near an edge Pillow gives all weight to the pixels that there are; and it keeps 8 bits after each axis.
    return np.rint(np.clip(fine[:-1] / fine[-1], 0, 255))


@lru_cache(maxsize=1024)
def cubic(width: float) -> np.ndarray:
    """The kernel of bicubic resizing (Keys 1981, a = -0.5), twice `width` places to either side: float64 (taps,)."""
    reach = math.ceil(2 * width) + FINE
    # A pixel's alpha stands at its first place; its middle lies (FINE - 1) / 2 places further on.
    x = np.abs((np.arange(reach, -reach - 1, -1) - (FINE - 1) / 2) / width)
    taps = np.where(x < 1, 1.5 * x**3 - 2.5 * x**2 + 1, np.where(x < 2, -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2, 0))
    return FINE * taps / taps.sum()


KEPT = Traces()


@lru_cache(maxsize=256)
def least_alpha(lightness: int) -> int:
    """The alpha (1..255) from which on ink of a lightness (0..255) leaves a whole step of its colour; 1 for white."""
    return min(max(round(255 / max(lightness - LOST, 1)), 1), 255)
