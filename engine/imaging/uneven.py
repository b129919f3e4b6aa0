"""Uneven backgrounds: measures how far a background varies beside its ink, and removes it."""

from typing import NamedTuple

import cv2
import numpy as np

REACH = 0.45  # of the shorter side: the window is wide enough that strokes fill less than half of it
MOST_REACH = 30  # pixels at half the size
SOFTENED = 1.0  # pixels at half the size, the deviation of the Gaussian that smooths the steps of the median
RANGE = (5, 95)  # percentiles of the background between which its variation is measured


class Unevenness(NamedTuple):
    """How an image's background varies, and how its ink stands out from it.

    variation: of the background from place to place, in grey levels. contrast: of the ink with the background around
    it, in grey levels. separation: the share of the variance of all distances to the background that a threshold
    between ink and background explains, 0..1 (Otsu 1979). ink: the share of the image beyond this threshold, 0..1.
    """

    variation: float
    contrast: float
    separation: float
    ink: float


def background(image: np.ndarray) -> np.ndarray:
    """The image, uint8 (h, w) or (h, w, 3), without its strokes: a wide median, smoothed."""
    height, width = image.shape[:2]
    # A background changes slowly: half the size shows it too, in a fifth of the time.
    half = cv2.resize(image, ((width + 1) // 2, (height + 1) // 2), interpolation=cv2.INTER_AREA)
    reach = min(round(REACH * min(half.shape[:2])), MOST_REACH)
    if reach < 1:
        return image
    # Mirrored borders count a frame line once; repeated ones would make it the background along the whole edge.
    wide = cv2.copyMakeBorder(half, reach, reach, reach, reach, cv2.BORDER_REFLECT_101)
    smooth = cv2.GaussianBlur(cv2.medianBlur(wide, 2 * reach + 1), (0, 0), SOFTENED)
    return cv2.resize(smooth[reach:-reach, reach:-reach], (width, height), interpolation=cv2.INTER_LINEAR)


def distance(image: np.ndarray) -> np.ndarray:
    """How far each pixel is from the background, uint8 (h, w): the largest distance over the channels."""
    apart = cv2.absdiff(image, background(image))
    return apart if apart.ndim == 2 else apart.max(axis=2)


def removed(image: np.ndarray) -> np.ndarray:
    """The image, uint8 (h, w) or (h, w, 3), as dark ink on white, uint8 (h, w), whatever its ink was lighter than."""
    return 255 - distance(image)


def unevenness(image: np.ndarray) -> Unevenness:
    """Measures an image, uint8 (h, w) or (h, w, 3)."""
    apart = distance(image)
    cut, _ = cv2.threshold(apart, 0, 255, cv2.THRESH_OTSU)
    beyond = apart > cut
    ink = float(beyond.mean())
    if not 0 < ink < 1:
        return Unevenness(0.0, 0.0, 0.0, ink)
    inside, outside = float(apart[beyond].mean()), float(apart[~beyond].mean())
    separation = ink * (1 - ink) * (inside - outside) ** 2 / float(apart.var())
    return Unevenness(variation(image, ~beyond), inside, separation, ink)


def variation(image: np.ndarray, where: np.ndarray) -> float:
    """How much a background varies smoothly, in grey levels: the range of a quadratic surface through its pixels.

    where: bool (h, w), the pixels of the background. The largest of the channels counts.
    """
    height, width = where.shape
    row, column = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    terms = np.stack([np.ones_like(row), row, column, row**2, column**2, row * column], axis=-1)
    fitted = np.linalg.lstsq(terms[where], image[where].astype(float), rcond=None)[0]
    low, high = np.percentile(terms.reshape(-1, terms.shape[-1]) @ fitted, RANGE, axis=0)
    return float(np.max(high - low))
