"""Pictures to look at: a heat map laid over an image, a thumbnail, a PNG."""

from collections.abc import Iterable

import cv2
import numpy as np

BOX = (255, 110, 0)  # the orange of `overlay`


def as_colour(image: np.ndarray) -> np.ndarray:
    """Any image, uint8 (h, w), (h, w, 1) or (h, w, 3), as RGB (h, w, 3)."""
    if image.ndim == 3 and image.shape[2] == 3:
        return image
    return cv2.cvtColor(np.ascontiguousarray(image.reshape(image.shape[:2])), cv2.COLOR_GRAY2RGB)


def overlay(image: np.ndarray, attention: np.ndarray) -> np.ndarray:
    """Lays where the net looked, float (rows, columns) of any scale, over an image; returns uint8 RGB (h, w, 3).

    The colour runs from clear (not looked at) to strong orange (looked at most).
    """
    height, width = image.shape[:2]
    smooth = cv2.resize(attention.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    heat = np.clip(smooth, 0, None)[..., None] / max(float(smooth.max()), 1e-9)
    orange = np.array(BOX, np.float32)
    return (as_colour(image) * (1 - 0.65 * heat) + orange * (0.65 * heat)).round().astype(np.uint8)


def boxed(image: np.ndarray, boxes: Iterable[tuple[int, int, int, int]], times: int) -> np.ndarray:
    """An image enlarged pixel by pixel, `times` as wide, with a frame around each box; returns uint8 RGB.

    A box is (left, top, right, bottom) in the pixels of the image, right and bottom exclusive; it may stick out.
    """
    large = np.ascontiguousarray(as_colour(image).repeat(times, axis=0).repeat(times, axis=1))
    for left, top, right, bottom in boxes:
        for inset in (0, 1):
            start = (times * left + inset, times * top + inset)
            cv2.rectangle(large, start, (times * right - 1 - inset, times * bottom - 1 - inset), BOX)
    return large


def thumbnail(image: np.ndarray, height: int) -> np.ndarray:
    """An image of at most `height` rows, its aspect kept; smaller ones stay as they are."""
    if image.shape[0] <= height:
        return image
    width = max(1, round(image.shape[1] * height / image.shape[0]))
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
