"""Signatures of images: whether an image can be read, its contrast, and a perceptual hash of its ink."""

from typing import NamedTuple

import cv2
import numpy as np

from engine.imaging.decode import UnreadableError, decode
from engine.imaging.preprocess import resize, to_mode

SIDE = 16
METHOD = 2  # raised when the same image gets another signature
SMALL = 32  # pixels to which an image is shrunk before its background is taken away
WINDOW = 15  # of these pixels; ink that covers less than half of such a square does not count as background
FAINTEST = 8  # grey levels; fainter ink is not stretched to the full range
MARGIN = 8  # grey levels by which a place must be lighter than its neighbour, so that noise changes no bit


class Signature(NamedTuple):
    """contrast: lightest minus darkest value, 0-255; hash: uint64; thumb: SIDE x SIDE bytes of ink, see `ink_of`.

    reason: why the image cannot be read, or "".
    """

    contrast: int
    hash: int
    thumb: bytes
    reason: str = ""


def signature_of(data: bytes) -> Signature:
    """Decodes an image completely and returns its signature."""
    try:
        grey = to_mode(decode(data), "grey")
    except UnreadableError as reason:
        return Signature(0, 0, b"", str(reason))
    ink = ink_of(grey)
    return Signature(int(grey.max()) - int(grey.min()), difference_hash(ink), resize(ink, SIDE, SIDE).tobytes())


def signatures_of(files: list[bytes]) -> list[Signature]:
    """`signature_of` of each file; one call is the unit of work of a worker."""
    return [signature_of(data) for data in files]


def ink_of(grey: np.ndarray) -> np.ndarray:
    """The ink of an image, uint8 (h, w), without its background: uint8 (SMALL, SMALL), 128 where there is none.

    The background is the median of the surroundings. What is left is stretched to the full range, so that two images
    with the same gradient behind other symbols are not alike, and the same symbols on a lighter background are.
    """
    small = resize(grey, SMALL, SMALL)
    reach = WINDOW // 2
    background = cv2.medianBlur(cv2.copyMakeBorder(small, *(reach,) * 4, cv2.BORDER_REFLECT), WINDOW)
    ink = small.astype(np.float32) - background[reach:-reach, reach:-reach]
    return (128 + ink * (127 / max(float(np.abs(ink).max()), FAINTEST))).astype(np.uint8)


def difference_hash(ink: np.ndarray) -> int:
    """64 bits that say of 8 x 8 places whether each is lighter than the one to its left, by more than MARGIN.

    ink: uint8 (h, w). After N. Krawetz, "Kind of Like That", 2013.
    """
    places = resize(ink, 8, 9).astype(np.int16)
    return int.from_bytes(np.packbits(places[:, 1:] > places[:, :-1] + MARGIN).tobytes(), "big")
