"""Tells ink from background in an image and changes the ink, for dark and for light ink alike."""

from typing import NamedTuple

import cv2
import numpy as np

FLAT = 8  # values that differ by no more than this count as one shade with its noise
SPECK = 0.03  # share of the largest stroke's area below which connected ink is dirt, not the dot of an i
BILATERAL_SPREAD = 50  # values that differ by much more are not mixed, which keeps edges
# Changing dark ink means the opposite change of the light background.
OPERATIONS = {
    "open": (cv2.MORPH_OPEN, cv2.MORPH_CLOSE),
    "close": (cv2.MORPH_CLOSE, cv2.MORPH_OPEN),
    "dilate": (cv2.MORPH_DILATE, cv2.MORPH_ERODE),
    "erode": (cv2.MORPH_ERODE, cv2.MORPH_DILATE),
}


class Background(NamedTuple):
    """Whether the background is lighter than the ink, and the highest value, -1..255, of the darker of the two."""

    light: bool
    cut: int


def background_of(grey: np.ndarray, level: int | None = None) -> Background:
    """Finds the background of an image, uint8 (h, w): the side of the threshold on which most of the border lies.

    The threshold is `level` or, without one, Otsu's (1979). An image without contrast is all background.
    """
    if level is None:
        low, high = cv2.minMaxLoc(grey)[:2]
        if high - low <= FLAT:
            return Background(True, -1) if low + high >= 255 else Background(False, 255)
        level = int(cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)[0])
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    return Background(bool(2 * np.count_nonzero(border > level) >= border.size), level)


def ink_mask(grey: np.ndarray, background: Background) -> np.ndarray:
    """Where the ink is: uint8 (h, w), 1 for ink and 0 for background."""
    return (grey <= background.cut if background.light else grey > background.cut).view(np.uint8)


def two_valued(grey: np.ndarray, background: Background) -> tuple[np.ndarray, Background]:
    """The image in black and white, and its background."""
    return np.where(grey > background.cut, np.uint8(255), np.uint8(0)), Background(background.light, 127)


def inverted(image: np.ndarray, background: Background) -> tuple[np.ndarray, Background]:
    """The image with light and dark swapped, and its background."""
    return 255 - image, Background(not background.light, 254 - background.cut)


def with_polarity(image: np.ndarray, background: Background, wanted: str) -> tuple[np.ndarray, Background]:
    """The image with the polarity `wanted`: "keep", "auto" (dark ink), "light" (light ink), "invert"."""
    invert = {"keep": False, "auto": not background.light, "light": background.light, "invert": True}[wanted]
    return inverted(image, background) if invert else (image, background)


def blurred(image: np.ndarray, how: str, reach: int) -> np.ndarray:
    """The image blurred over `reach` pixels to each side; how: "gaussian", "median", "bilateral" or "none"."""
    side = 2 * reach + 1
    if how == "gaussian":
        return cv2.GaussianBlur(image, (side, side), 0)
    if how == "median":
        return cv2.medianBlur(image, side)
    return cv2.bilateralFilter(image, side, BILATERAL_SPREAD, reach) if how == "bilateral" else image


def morphed(image: np.ndarray, background: Background, how: str, reach: int) -> np.ndarray:
    """The image after one of OPERATIONS on its ink, over `reach` pixels to each side; unchanged for "none"."""
    if how == "none":
        return image
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return cv2.morphologyEx(image, OPERATIONS[how][background.light], kernel)


def cropped(image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The image cropped to all strokes, ignoring specks; the whole image if it has no ink."""
    strokes = cv2.connectedComponentsWithStats(mask)[2][1:]  # the first is the background
    if not len(strokes):
        return image
    area = strokes[:, cv2.CC_STAT_AREA]
    left, top, width, height = strokes[area >= SPECK * area.max(), :4].T
    return image[top.min() : (top + height).max(), left.min() : (left + width).max()]
