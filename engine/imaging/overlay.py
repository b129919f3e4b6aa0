"""Images for display: heat maps and boxes over an image, thumbnails."""

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
    """Overlays an image with a net's attention, float (rows, columns) of any scale; returns uint8 RGB (h, w, 3).

    The colour runs from transparent (least attention) to strong orange (most attention).
    """
    height, width = image.shape[:2]
    smooth = cv2.resize(attention.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    heat = np.clip(smooth, 0, None)[..., None] / max(float(smooth.max()), 1e-9)
    orange = np.array(BOX, np.float32)
    return (as_colour(image) * (1 - 0.65 * heat) + orange * (0.65 * heat)).round().astype(np.uint8)


def boxed(image: np.ndarray, boxes: Iterable[tuple[int, int, int, int]], times: int) -> np.ndarray:
    """Enlarges an image `times` times, pixel by pixel, and frames each box; returns uint8 RGB.

    A box is (left, top, right, bottom) in pixels of the image, right and bottom exclusive; it may extend beyond it.
    """
    large = np.ascontiguousarray(as_colour(image).repeat(times, axis=0).repeat(times, axis=1))
    for left, top, right, bottom in boxes:
        for inset in (0, 1):
            start = (times * left + inset, times * top + inset)
            cv2.rectangle(large, start, (times * right - 1 - inset, times * bottom - 1 - inset), BOX)
    return large


def thumbnail(image: np.ndarray, height: int) -> np.ndarray:
    """The image scaled down to at most `height` rows with its aspect ratio kept; smaller images stay unchanged."""
    if image.shape[0] <= height:
        return image
    width = max(1, round(image.shape[1] * height / image.shape[0]))
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)


def enlarged(image: np.ndarray, height: int) -> np.ndarray:
    """The image enlarged pixel by pixel a whole number of times, to at most `height` rows; small ones stay sharp."""
    times = max(1, height // image.shape[0])
    return image.repeat(times, axis=0).repeat(times, axis=1)
