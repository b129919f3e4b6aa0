"""From a file's bytes to what a dataset stores of it: checked by a full decode, kept as they are where plain."""

from typing import Any, NamedTuple

from engine.imaging.decode import Unreadable, examine, picture_hash
from engine.imaging.encode import png


class Picture(NamedTuple):
    """A readable picture: new bytes (None where the file's own are to be kept), hash of the pixels, size in pixels."""

    data: bytes | None
    hash: str
    width: int
    height: int


def check(data: bytes) -> Picture | str:
    """Decodes a file in full; a file that other readers might see differently is written anew as PNG.

    Returns the reason, one sentence, where it cannot be read.
    """
    try:
        pixels, plain = examine(data)
    except Unreadable as reason:
        return str(reason)
    return Picture(None if plain else png(pixels), picture_hash(pixels), pixels.shape[1], pixels.shape[0])


def check_all(files: list[bytes]) -> list[Picture | str]:
    """`check` for each file; one call is the unit of work of a worker."""
    return [check(data) for data in files]


def row(picture: Picture, data: bytes, path: str, text: str, group: str | None, **others: str) -> dict[str, Any]:
    """A dataset's row of a picture that was read from `data`; others are further columns."""
    return {
        "image": data if picture.data is None else picture.data,
        "path": path,
        "text": text,
        "group": group,
        "picture": picture.hash,
        "width": picture.width,
        "height": picture.height,
        **others,
    }
