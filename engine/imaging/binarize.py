"""Ink and paper: which values of a picture are which, and what can be done to the ink, whatever its polarity."""

from typing import NamedTuple

import cv2
import numpy as np

FLAT = 8  # values that differ by no more are one shade of paper with its noise
SPECK = 0.03  # connected ink of a smaller share of the largest stroke's area is dirt, not the dot of an i
BILATERAL_SPREAD = 50  # values that differ by much more are not mixed, so that edges stay
# What happens to dark ink happens to the light paper the other way round.
OPERATIONS = {
    "open": (cv2.MORPH_OPEN, cv2.MORPH_CLOSE),
    "close": (cv2.MORPH_CLOSE, cv2.MORPH_OPEN),
    "dilate": (cv2.MORPH_DILATE, cv2.MORPH_ERODE),
    "erode": (cv2.MORPH_ERODE, cv2.MORPH_DILATE),
}


class Paper(NamedTuple):
    """Whether the paper is lighter than the ink, and the value, -1..255, that still belongs to the darker of both."""

    light: bool
    cut: int


def paper_of(grey: np.ndarray, level: int | None = None) -> Paper:
    """What is paper in a picture, uint8 (h, w): the side of the threshold on which most of the border is.

    The threshold is `level`, or else Otsu's (1979). A picture without contrast is all paper.
    """
    if level is None:
        low, high = cv2.minMaxLoc(grey)[:2]
        if high - low <= FLAT:
            return Paper(True, -1) if low + high >= 255 else Paper(False, 255)
        level = int(cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)[0])
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    return Paper(bool(2 * np.count_nonzero(border > level) >= border.size), level)


def ink_mask(grey: np.ndarray, paper: Paper) -> np.ndarray:
    """Where the ink is: uint8 (h, w) of 0 and 1."""
    return (grey <= paper.cut if paper.light else grey > paper.cut).view(np.uint8)


def two_valued(grey: np.ndarray, paper: Paper) -> tuple[np.ndarray, Paper]:
    """The picture in black and white, and its paper."""
    return np.where(grey > paper.cut, np.uint8(255), np.uint8(0)), Paper(paper.light, 127)


def turned_over(image: np.ndarray, paper: Paper) -> tuple[np.ndarray, Paper]:
    """The picture with light and dark exchanged, and its paper."""
    return 255 - image, Paper(not paper.light, 254 - paper.cut)


def with_polarity(image: np.ndarray, paper: Paper, wanted: str) -> tuple[np.ndarray, Paper]:
    """The picture as `wanted`: "keep", "auto" (dark ink), "light" (light ink), "invert"."""
    turn = {"keep": False, "auto": not paper.light, "light": paper.light, "invert": True}[wanted]
    return turned_over(image, paper) if turn else (image, paper)


def blurred(image: np.ndarray, how: str, reach: int) -> np.ndarray:
    """The picture smoothed over `reach` pixels to each side: "gaussian", "median", "bilateral", or "none"."""
    side = 2 * reach + 1
    if how == "gaussian":
        return cv2.GaussianBlur(image, (side, side), 0)
    if how == "median":
        return cv2.medianBlur(image, side)
    return cv2.bilateralFilter(image, side, BILATERAL_SPREAD, reach) if how == "bilateral" else image


def reshaped(image: np.ndarray, paper: Paper, how: str, reach: int) -> np.ndarray:
    """The picture with its ink opened, closed, dilated or eroded by `reach` pixels to each side, or left ("none")."""
    if how == "none":
        return image
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return cv2.morphologyEx(image, OPERATIONS[how][paper.light], kernel)


def cropped(image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The part of the picture that holds all strokes but specks; all of it where there is no ink."""
    strokes = cv2.connectedComponentsWithStats(mask)[2][1:]  # the first is the paper
    if not len(strokes):
        return image
    area = strokes[:, cv2.CC_STAT_AREA]
    left, top, width, height = strokes[area >= SPECK * area.max(), :4].T
    return image[top.min() : (top + height).max(), left.min() : (left + width).max()]
