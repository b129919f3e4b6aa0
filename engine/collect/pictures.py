"""From a file's bytes to what a dataset stores of it: checked by a full decode, kept as they are where plain."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.imaging.decode import Unreadable, examine, picture_hash, picture_hashes
from engine.imaging.encode import can_be_stored, png, stored_pngs


class Picture(NamedTuple):
    """A readable picture: new bytes (None where the file's own are to be kept), hash of the pixels, size in pixels."""

    data: bytes | None
    hash: str
    width: int
    height: int


class Pictures(NamedTuple):
    """Some pictures in columns, each as long as there are files.

    files: bytes to store, or uint8 (n, length). columns: picture (hash of the pixels), width, height. reasons: for
    files that cannot be read, by their place among these, one sentence why; their columns mean nothing.
    """

    files: Sequence[bytes] | np.ndarray
    columns: dict[str, Any]
    reasons: dict[int, str]


def check(data: bytes) -> Picture | str:
    """Decodes a file in full; a file that other readers might see differently is written anew as PNG.

    Returns the reason, one sentence, where it cannot be read.
    """
    try:
        pixels, plain = examine(data)
    except Unreadable as reason:
        return str(reason)
    return Picture(None if plain else png(pixels), picture_hash(pixels), pixels.shape[1], pixels.shape[0])


def check_all(files: Sequence[bytes]) -> list[Picture | str]:
    """`check` for each file; one call is the unit of work of a worker."""
    return [check(data) for data in files]


def from_files(files: Sequence[bytes], found: Sequence[Picture | str]) -> Pictures:
    """Files in columns, with what `check_all` found of them."""
    reasons = {place: each for place, each in enumerate(found) if isinstance(each, str)}
    known = [Picture(None, "", 0, 0) if isinstance(each, str) else each for each in found]
    kept = [data if each.data is None else each.data for data, each in zip(files, known, strict=True)]
    _, hashes, widths, heights = zip(*known, strict=True)
    return Pictures(kept, {"picture": hashes, "width": widths, "height": heights}, reasons)


def from_pixels(images: np.ndarray) -> Pictures:
    """Pictures of one size, uint8 (n, height, width) or (n, height, width, 3), in columns."""
    count, height, width = images.shape[:3]
    stored = images.ndim == 3 and can_be_stored(height, width)
    files = stored_pngs(images) if stored else [png(each) for each in images]
    hashes = picture_hashes(np.ascontiguousarray(images))
    return Pictures(files, {"picture": hashes, "width": np.full(count, width), "height": np.full(count, height)}, {})
