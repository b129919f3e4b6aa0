"""Signatures of images: whether an image can be read, its contrast, and a perceptual hash."""

from typing import NamedTuple

import numpy as np

from engine.imaging.decode import UnreadableError, decode
from engine.imaging.preprocess import resize, to_mode

SIDE = 16


class Signature(NamedTuple):
    """contrast: lightest minus darkest value, 0-255; hash: uint64; thumb: SIDE x SIDE grey bytes.

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
    return Signature(int(grey.max()) - int(grey.min()), difference_hash(grey), resize(grey, SIDE, SIDE).tobytes())


def signatures_of(files: list[bytes]) -> list[Signature]:
    """`signature_of` of each file; one call is the unit of work of a worker."""
    return [signature_of(data) for data in files]


def difference_hash(grey: np.ndarray) -> int:
    """64 bits that say of 8 x 8 places whether each is lighter than the one to its left.

    grey: uint8 (h, w). N. Krawetz, "Kind of Like That", 2013.
    """
    small = resize(grey, 8, 9)
    return int.from_bytes(np.packbits(small[:, 1:] > small[:, :-1]).tobytes(), "big")
