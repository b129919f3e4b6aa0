"""What an image looks like in a few numbers, by which an unusual one is noticed: its size, its shades, its ink."""

from typing import NamedTuple

import cv2
import numpy as np

from engine.imaging import binarize, uneven
from engine.imaging.preprocess import shrunk, to_mode

ENDS = (0.02, 0.98)  # shares of the ink; specks beyond them do not move its ends

MEASURED = 256  # pixels; the longer side of an image whose ink is measured


class Appearance(NamedTuple):
    """width and height of the image in pixels, and their ratio; the rest describes the image as the net sees it.

    background: its grey level. contrast: background minus ink, in grey levels, negative for light ink. ink: share of
    the pixels. left, right, top, bottom: where the ink begins and ends, as shares of the width and height.
    """

    width: float
    height: float
    aspect: float
    background: float
    contrast: float
    ink: float
    ink_width: float
    ink_height: float
    left: float
    right: float
    top: float
    bottom: float


def appearance_of(image: np.ndarray, prepared: np.ndarray) -> Appearance | None:
    """Describes an image, uint8 (h, w[, 3]), and what the net sees of it, uint8 (h, w, channels).

    None if nothing stands out from the background.
    """
    grey = grey_of(prepared)
    mask = binarize.ink_mask(grey, binarize.background_of(grey)).view(bool)
    if not mask.any() or mask.all():
        return None
    height, width = image.shape[:2]
    background = float(np.median(grey[~mask]))
    left, right = ends_of(mask.sum(axis=0))
    top, bottom = ends_of(mask.sum(axis=1))
    return Appearance(
        width=width, height=height, aspect=width / height, background=background,
        contrast=background - float(grey[mask].mean()), ink=float(mask.mean()),
        ink_width=right - left, ink_height=bottom - top, left=left, right=right, top=top, bottom=bottom,
    )  # fmt: skip


def grey_of(prepared: np.ndarray) -> np.ndarray:
    """A prepared image, uint8 (h, w, 1 or 3), as shades of grey (h, w)."""
    return to_mode(prepared if prepared.shape[2] == 3 else prepared[..., 0], "grey")


def ends_of(profile: np.ndarray) -> tuple[float, float]:
    """Where the ink of a profile (n) begins and ends, as shares of its length."""
    first, last = np.searchsorted(np.cumsum(profile), np.multiply(ENDS, profile.sum()))
    return float(first) / len(profile), float(last + 1) / len(profile)


def strokes(prepared: np.ndarray) -> np.ndarray:
    """How far each column of a prepared image, uint8 (h, w, channels), stands out from the background: float (w).

    A median filter that grows with the height removes dots and thin lines.
    """
    grey = grey_of(prepared)
    smooth = binarize.blurred(grey, "median", max(1, grey.shape[0] // 24))
    return np.abs(smooth - np.median(grey).astype(np.float32)).sum(axis=0)


def ink_size(image: np.ndarray) -> tuple[int, int] | None:
    """Height and width of the ink of an image, uint8 (h, w[, 3]), in pixels, wherever it is; None if there is none.

    Ink is what differs from the background around it, so that gradients and shadows do not count.
    """
    grey = to_mode(image, "grey")
    apart = uneven.distance(binarize.blurred(shrunk(grey, MEASURED), "median", 1))
    mask = apart > max(binarize.FLAT, cv2.threshold(apart, 0, 255, cv2.THRESH_OTSU)[0])
    if not mask.any():
        return None
    (top, bottom), (left, right) = ends_of(mask.sum(axis=1)), ends_of(mask.sum(axis=0))
    height, width = grey.shape
    return max(1, round((bottom - top) * height)), max(1, round((right - left) * width))
