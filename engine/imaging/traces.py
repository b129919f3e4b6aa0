"""What is left to see of a symbol's ink after it was turned and stretched as the captcha package does it.

The package turns a glyph (bilinear), stretches it to its tile (bicubic), takes the nearest pixel of that for the warp,
and pastes the result by the lightness of its colour, with alpha apart. So ink is full or not there at all: it is there
as far out as its colour, times the alpha that the filters left, is one of 255 steps. Bright ink makes wider strokes.
"""

import math
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image

from engine.imaging.fonts import coverage, cropped, glyph, load

FINE = 3  # places of a trace per pixel: enough that taking the nearest one shows no steps of its own
ROOM = 128_000_000  # bytes of traces that a process keeps
STEP = 3  # degrees between two traces of a symbol; what a turn is beyond that is made up for in taking places of it


class Traces(dict[tuple[str, int, str, int], np.ndarray]):
    """Traces by font, size, symbol and turn, drawn when they are first asked for.

    They are counted in bytes, since one of a large symbol takes as much as hundreds of small ones; when there is no
    more room, all are drawn anew.
    """

    used = 0  # bytes

    def __missing__(self, key: tuple[str, int, str, int]) -> np.ndarray:
        """Draws a trace and keeps it."""
        found = trace(*key)
        if self.used + found.nbytes > ROOM:
            self.clear()
            self.used = 0
        self[key] = found
        self.used += found.nbytes
        return found


def trace(path: str, size: int, symbol: str, turn: int) -> np.ndarray:
    """The alpha that filters leave of a symbol whose box is stretched to its tile: uint8, FINE places for each pixel.

    turn: counter-clockwise, in STEP degrees; the box is that of the turned ink, in whole pixels.
    """
    shape = glyph(path, size, symbol)
    ink = Image.fromarray(np.rint(cropped(coverage(load(path, size), symbol)) * 255).astype(np.uint8))
    turned = np.asarray(ink.rotate(turn * STEP, Image.Resampling.BILINEAR, expand=True), np.float32)
    height, width = turned.shape
    fine = np.zeros((FINE * height, FINE * width), np.float32)
    fine[::FINE, ::FINE] = turned
    for taps in (cubic(width / shape.tile_width)[None], cubic(height / shape.tile_height)[:, None]):
        fine = cv2.filter2D(fine, -1, taps, borderType=cv2.BORDER_CONSTANT)
        np.rint(np.clip(fine, 0, 255, out=fine), out=fine)  # Pillow keeps 8 bits between its passes
    return fine.astype(np.uint8)


@lru_cache(maxsize=1024)
def cubic(shrinking: float) -> np.ndarray:
    """The kernel of bicubic resizing (Keys 1981, a = -0.5), for pixels that lie FINE places apart: float32 (taps,).

    shrinking: old by new length; Pillow widens the kernel by it where that is more than 1.
    """
    wide = FINE * max(1.0, shrinking)
    reach = math.ceil(2 * wide) + FINE
    # A pixel's alpha stands at its first place; its middle lies (FINE - 1) / 2 places further on.
    x = np.abs((np.arange(reach, -reach - 1, -1) - (FINE - 1) / 2) / wide)
    taps = np.where(x < 1, 1.5 * x**3 - 2.5 * x**2 + 1, np.where(x < 2, -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2, 0))
    return (FINE * taps / taps.sum()).astype(np.float32)


KEPT = Traces()


@lru_cache(maxsize=256)
def least_alpha(lightness: int) -> int:
    """The alpha (1..255) from which on ink of a lightness (0..255) leaves a step of its colour; 1 for white."""
    return min(max(math.ceil(127.5 / max(lightness, 1)), 1), 255)
