"""What is seen of a picture at a glance: whether it can be read, its contrast, and a hash for likeness."""

from typing import NamedTuple

import numpy as np

from engine.imaging.decode import Unreadable, decode
from engine.imaging.preprocess import resize, to_mode

SIDE = 16


class Glance(NamedTuple):
    """contrast: lightest minus darkest value, 0-255; hash: uint64; thumb: SIDE x SIDE grey bytes.

    reason: why it cannot be read, or "".
    """

    contrast: int
    hash: int
    thumb: bytes
    reason: str = ""


def glance(data: bytes) -> Glance:
    """Decodes a picture in full and glances at it."""
    try:
        grey = to_mode(decode(data), "grey")
    except Unreadable as reason:
        return Glance(0, 0, b"", str(reason))
    return Glance(int(grey.max()) - int(grey.min()), difference_hash(grey), resize(grey, SIDE, SIDE).tobytes())


def glance_at_all(files: list[bytes]) -> list[Glance]:
    """`glance` for each file; one call is the unit of work of a worker."""
    return [glance(data) for data in files]


def difference_hash(grey: np.ndarray) -> int:
    """64 bits: whether each of 8 x 8 places is lighter than the one to its left.

    grey: uint8 (h, w). N. Krawetz, "Kind of Like That", 2013.
    """
    small = resize(grey, 8, 9)
    return int.from_bytes(np.packbits(small[:, 1:] > small[:, :-1]).tobytes(), "big")
