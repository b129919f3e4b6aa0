"""Colours as they are written, and how light they are."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from engine.imaging.preprocess import paper


@lru_cache(maxsize=4096)
def colour_of(text: str) -> tuple[int, ...]:
    """Red, green and blue (0..255) of "#rrggbb"."""
    return tuple(bytes.fromhex(text[1:]))


def lightness(colour: Sequence[Any] | np.ndarray) -> Any:
    """The luminance of a colour (ITU-R BT.601), 0..255, in Pillow's rounding; its parts are numbers or arrays."""
    red, green, blue = colour
    return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16


INK_SHARE = 2  # per cent of the pixels that are surely ink


def ink(image: np.ndarray, sheet: int) -> int:
    """The lightness of what differs most from the paper's, in a grey image."""
    darkest, lightest = np.percentile(image.ravel(), (INK_SHARE, 100 - INK_SHARE))
    return int(darkest if sheet - darkest >= lightest - sheet else lightest)


def ink_and_paper(image: np.ndarray) -> tuple[int, int]:
    """The lightness of the ink and of the paper (0..255) of a grey image."""
    sheet = int(paper(image))
    return ink(image, sheet), sheet
