"""What can be measured on any image: contrast, sharpness, share of ink, entropy and brightness."""

from typing import NamedTuple

import cv2
import numpy as np

from engine.imaging import binarize
from engine.imaging.preprocess import to_mode

ENDS = (2, 98)  # percentiles; a few specks do not make an image rich in contrast


class Properties(NamedTuple):
    """What was measured of an image.

    image_contrast: grey levels between the 2nd and the 98th percentile. image_sharpness: deviation of the Laplacian, in
    grey levels. image_ink: share of pixels that stand out from the background. image_entropy: of the grey levels, in
    bits (0..8). image_brightness: mean grey level.
    """

    image_contrast: float
    image_sharpness: float
    image_ink: float
    image_entropy: float
    image_brightness: float


def properties_of(image: np.ndarray) -> Properties:
    """Measures an image, uint8 (h, w[, 3])."""
    grey = to_mode(image, "grey")
    counts = np.bincount(grey.ravel(), minlength=256)
    shares = counts[counts > 0] / grey.size
    low, high = np.searchsorted(np.cumsum(counts), np.multiply(ENDS, grey.size / 100))
    return Properties(
        image_contrast=float(high - low),
        image_sharpness=float(cv2.Laplacian(grey, cv2.CV_32F).std()),
        image_ink=float(binarize.ink_mask(grey, binarize.background_of(grey)).mean()),
        image_entropy=float(-(shares * np.log2(shares)).sum()),
        image_brightness=float(grey.mean()),
    )
