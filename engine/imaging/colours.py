"""Colours as text, and their lightness."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from engine.imaging.preprocess import background_colour


@lru_cache(maxsize=4096)
def colour_of(text: str) -> tuple[int, ...]:
    """Red, green and blue (0..255) of "#rrggbb"."""
    return tuple(bytes.fromhex(text[1:]))


def lightness(colour: Sequence[Any] | np.ndarray) -> Any:
    """The luminance of a colour (ITU-R BT.601), 0..255, rounded as in Pillow; its channels are numbers or arrays."""
    red, green, blue = colour
    return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16


INK_SHARE = 2  # per cent of the pixels that certainly are ink


def ink_of(image: np.ndarray, background: int) -> int:
    """The lightness of the ink in a grey image: of what differs most from the lightness of its background."""
    darkest, lightest = np.percentile(image.ravel(), (INK_SHARE, 100 - INK_SHARE))
    return int(darkest if background - darkest >= lightest - background else lightest)


def ink_and_background(image: np.ndarray) -> tuple[int, int]:
    """The lightness (0..255) of the ink and of the background of a grey image."""
    background = int(background_colour(image))
    return ink_of(image, background), background
