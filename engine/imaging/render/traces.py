"""Traces: what remains visible of a symbol's ink after rotating and stretching it as the captcha package does.

The package rotates a glyph (bilinear), stretches it to its tile (bicubic), takes the nearest pixel of that for the
warp, and pastes the result by the lightness of its colour, apart from its alpha. So ink is either full or absent: it
reaches as far out as its colour, times the alpha that the filters left, is at least one of 255 levels, because rotating
rounds down. Bright ink makes wider strokes, and so does shrinking; nothing else distinguishes some O from 0.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

from engine.imaging.render.fonts import glyph

FINE = 3  # places of a trace per pixel
LOST = 9  # lightness that rounding takes from ink where alpha is low, fitted to the darkness that Pillow leaves
ROOM = 128_000_000  # bytes of traces that a process keeps
SOFTER = 0.2  # difference in filter width between two traces of the same rotation
STEP = 4  # degrees between two traces of a symbol; sampling the trace makes up for the rest of a rotation


class Traced(NamedTuple):
    """The key of a trace: a symbol of a font, its rotation, and how wide the filters are.

    turn: counter-clockwise, in multiples of STEP degrees. across, down: extra filter width in multiples of SOFTER.
    """

    font: str  # path
    size: int  # pixels
    symbol: str
    turn: int
    across: int
    down: int


class Traces(dict[Traced, np.ndarray]):
    """A cache of traces, each drawn on first use.

    Its size is counted in bytes, because the trace of a large symbol takes as much as hundreds of small ones. A full
    cache is emptied.
    """

    used = 0  # bytes

    def __missing__(self, key: Traced) -> np.ndarray:
        """Draws a trace and keeps it."""
        drawn = trace(*key)
        if self.used + drawn.nbytes > ROOM:
            self.clear()
            self.used = 0
        self[key] = drawn
        self.used += drawn.nbytes
        return drawn


def trace(font: str, size: int, symbol: str, turn: int, across: int, down: int) -> np.ndarray:
    """The alpha that the filters leave of a symbol: uint8, FINE places for each pixel of its rotated box."""
    rotated = np.asarray(glyph(font, size, symbol).ink.rotate(turn * STEP, Image.Resampling.BILINEAR, expand=True))
    return filtered(filtered(rotated, 1 + SOFTER * across).T, 1 + SOFTER * down).T.astype(np.uint8)


def softness(scale: np.ndarray) -> np.ndarray:
    """The filter for this many old pixels per new one, in multiples of SOFTER; all stretching uses the same filter."""
    return np.rint((np.maximum(scale, 1) - 1) / SOFTER).astype(np.int64)


def filtered(alpha: np.ndarray, width: float) -> np.ndarray:
    """Rows of whole numbers 0..255 after bicubic resizing: float64, FINE places for each old pixel.

    width: of the filter, relative to that for stretching.
    """
    fine = np.zeros((len(alpha) + 1, FINE * alpha.shape[1]))
    fine[:-1, ::FINE] = alpha
    fine[-1, ::FINE] = 1
    fine = cv2.filter2D(fine, -1, cubic(FINE * width)[None], borderType=cv2.BORDER_CONSTANT)
    # Near an edge Pillow gives all weight to existing pixels, and it keeps 8 bits after each axis.
    return np.rint(np.clip(fine[:-1] / fine[-1], 0, 255))


@lru_cache(maxsize=1024)
def cubic(width: float) -> np.ndarray:
    """The kernel of bicubic resizing (Keys 1981, a = -0.5), twice `width` places to either side: float64 (taps,)."""
    reach = math.ceil(2 * width) + FINE
    # A pixel's alpha is at its first place; its middle is (FINE - 1) / 2 places further on.
    x = np.abs((np.arange(reach, -reach - 1, -1) - (FINE - 1) / 2) / width)
    taps = np.where(x < 1, 1.5 * x**3 - 2.5 * x**2 + 1, np.where(x < 2, -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2, 0))
    return FINE * taps / taps.sum()


KEPT = Traces()


@lru_cache(maxsize=256)
def minimum_alpha(lightness: int) -> int:
    """The smallest alpha (1..255) at which ink of a lightness (0..255) leaves a visible level; 1 for white."""
    return min(max(round(255 / max(lightness - LOST, 1)), 1), 255)
