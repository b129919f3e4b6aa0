"""Converts image files to what a dataset stores: fully decoded as a check, and kept unchanged if plain."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.collect.formats import Format
from engine.imaging.decode import UnreadableError, examine, image_hash, image_hashes
from engine.imaging.encode import can_be_stored, png, stored_pngs
from engine.imaging.pixels import Frame, remarks_on_all
from engine.imaging.strip import stripped

FORMATS = (
    Format("image", "PNG and JPEG", "a.png, a.jpg", "Plain ones keep their pixels; place, camera, texts and tails go."),
    Format("image", "GIF, BMP, TIFF, WebP, PNM", "a.gif, a.tif", "Stored as PNG of the decoded pixels."),
    Format("image", "EXIF rotations, CMYK, palettes", "a.jpg", "Applied and converted."),
    Format("image", "transparency", "white.png", "Laid on white; light ink that white would hide on black."),
    Format("image", "10, 12 or 14 bits in 16", "a.png", "Stretched by the largest value, wherever the file is read."),
    Format(
        "image",
        "animations and pages",
        "a.gif",
        "The first frame, or where it is blank that of most ink; `--frame`.",
    ),
)


class Checked(NamedTuple):
    """A readable image: new bytes (None to keep those of the file), hash of the pixels, size in pixels.

    remarks: what is remarkable about it (keys of `pixels.REMARKS`).
    """

    data: bytes | None
    hash: str
    width: int
    height: int
    remarks: tuple[str, ...] = ()


class Images(NamedTuple):
    """Images in columns, one value per file.

    files: bytes to store, or uint8 (n, length). columns: picture (hash of the pixels), width, height. reasons: one
    sentence for each file that cannot be read, by its index; its columns are meaningless. remarks: what is remarkable
    about a file (keys of `pixels.REMARKS`), by its index.
    """

    files: Sequence[bytes] | np.ndarray
    columns: dict[str, Any]
    reasons: dict[int, str]
    remarks: dict[int, tuple[str, ...]]


def check(data: bytes, frame: Frame = "auto") -> Checked | str:
    """Decodes a file completely. A file that other readers might decode differently is re-encoded as PNG.

    What a file holds beside its pixels (place, camera, texts, what follows its end) is removed. Returns the reason, one
    sentence, if it cannot be read.
    """
    try:
        pixels, plain, remarks = examine(data, frame)
    except UnreadableError as reason:
        return str(reason)
    kept = stripped(data) if plain else png(pixels)
    height, width = pixels.shape[:2]
    return Checked(None if kept == data else kept, image_hash(pixels), width, height, remarks)


def check_all(files: Sequence[bytes], frame: Frame = "auto") -> list[Checked | str]:
    """Calls `check` for each file. One call is the unit of work of a worker."""
    return [check(data, frame) for data in files]


def from_files(files: Sequence[bytes], results: Sequence[Checked | str]) -> Images:
    """Arranges files in columns. results: what `check_all` returned for them."""
    reasons = {index: result for index, result in enumerate(results) if isinstance(result, str)}
    checked = [Checked(None, "", 0, 0) if isinstance(result, str) else result for result in results]
    kept = [data if image.data is None else image.data for data, image in zip(files, checked, strict=True)]
    _, hashes, widths, heights, remarks = zip(*checked, strict=True)
    remarked = {index: words for index, words in enumerate(remarks) if words}
    return Images(kept, {"picture": hashes, "width": widths, "height": heights}, reasons, remarked)


def from_pixels(images: np.ndarray) -> Images:
    """Arranges images of one size, uint8 (n, height, width) or (n, height, width, 3), in columns."""
    count, height, width = images.shape[:3]
    stored = images.ndim == 3 and can_be_stored(height, width)
    files = stored_pngs(images) if stored else [png(image) for image in images]
    hashes = image_hashes(np.ascontiguousarray(images))
    columns = {"picture": hashes, "width": np.full(count, width), "height": np.full(count, height)}
    return Images(files, columns, {}, remarks_on_all(images))
