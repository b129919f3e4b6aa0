"""Converts image files to what a dataset stores: fully decoded as a check, and kept unchanged if plain."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.imaging.decode import UnreadableError, examine, image_hash, image_hashes
from engine.imaging.encode import can_be_stored, png, stored_pngs


class Checked(NamedTuple):
    """A readable image: new bytes (None to keep those of the file), hash of the pixels, size in pixels."""

    data: bytes | None
    hash: str
    width: int
    height: int


class Images(NamedTuple):
    """Images in columns, one value per file.

    files: bytes to store, or uint8 (n, length). columns: picture (hash of the pixels), width, height. reasons: one
    sentence for each file that cannot be read, by its index; its columns are meaningless.
    """

    files: Sequence[bytes] | np.ndarray
    columns: dict[str, Any]
    reasons: dict[int, str]


def check(data: bytes) -> Checked | str:
    """Decodes a file completely. A file that other readers might decode differently is re-encoded as PNG.

    Returns the reason, one sentence, if it cannot be read.
    """
    try:
        pixels, plain = examine(data)
    except UnreadableError as reason:
        return str(reason)
    return Checked(None if plain else png(pixels), image_hash(pixels), pixels.shape[1], pixels.shape[0])


def check_all(files: Sequence[bytes]) -> list[Checked | str]:
    """Calls `check` for each file. One call is the unit of work of a worker."""
    return [check(data) for data in files]


def from_files(files: Sequence[bytes], results: Sequence[Checked | str]) -> Images:
    """Arranges files in columns. results: what `check_all` returned for them."""
    reasons = {index: result for index, result in enumerate(results) if isinstance(result, str)}
    checked = [Checked(None, "", 0, 0) if isinstance(result, str) else result for result in results]
    kept = [data if image.data is None else image.data for data, image in zip(files, checked, strict=True)]
    _, hashes, widths, heights = zip(*checked, strict=True)
    return Images(kept, {"picture": hashes, "width": widths, "height": heights}, reasons)


def from_pixels(images: np.ndarray) -> Images:
    """Arranges images of one size, uint8 (n, height, width) or (n, height, width, 3), in columns."""
    count, height, width = images.shape[:3]
    stored = images.ndim == 3 and can_be_stored(height, width)
    files = stored_pngs(images) if stored else [png(image) for image in images]
    hashes = image_hashes(np.ascontiguousarray(images))
    return Images(files, {"picture": hashes, "width": np.full(count, width), "height": np.full(count, height)}, {})
