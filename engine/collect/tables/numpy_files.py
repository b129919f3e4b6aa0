"""Tables in NPY and NPZ files. Content that only pickle could read is refused."""

import weakref
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from tokenize import TokenError
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy

from engine.collect.archives import limits
from engine.collect.archives.limits import Scratch
from engine.collect.formats import Format

FORMATS = (
    Format("table", "NPY", "x.npy, y.npy", "Images and labels in two files, or a file for each class."),
    Format("table", "NPZ", "a.npz", "Arrays of images and labels in one file, in two, or one array for each class."),
)
MAX_ARRAYS_BYTES = 4_000_000_000
MAX_HEADER = 10_000
CHUNK_BYTES = 1_000_000
BROKEN = (
    OSError,
    EOFError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    TokenError,
    NotImplementedError,
    MemoryError,
)


class ScratchArray:
    """An array whose rows lie in a scratch file, read in slices, so that memory stays small."""

    def __init__(self, scratch: Scratch, start: int, shape: tuple[int, ...], kind: np.dtype) -> None:
        self.scratch, self.start, self.shape, self.dtype = scratch, start, shape, kind
        self.ndim = len(shape)
        weakref.finalize(self, scratch.close)
        self.row = int(np.prod(shape[1:], dtype=object)) * kind.itemsize

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: slice) -> np.ndarray:
        first, last, _ = rows.indices(len(self))
        place = limits.Place(self.start + first * self.row, (last - first) * self.row)
        return np.frombuffer(self.scratch.read(place, place.size), self.dtype).reshape(last - first, *self.shape[1:])


def mapped(path: Path) -> np.ndarray:
    """Maps a .npy file as an array on disk. Raises ValueError if it cannot be read."""
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except BROKEN as error:
        raise unreadable(path.name, error) from None


def npz_arrays(path: Path) -> dict[str, Any]:
    """The arrays of a .npz file, by name. Raises ValueError if one cannot be read."""
    with path.open("rb") as file:
        return arrays_in(file, path.name, limits.allowed(path.stat().st_size))


def arrays_in(file: BinaryIO, title: str, most: int) -> dict[str, Any]:
    """The arrays of an open .npz file, by name. Raises ValueError if one is damaged, or all exceed `most` bytes."""
    packed = file.seek(0, 2)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()[:100]
            fits = sum(entry.file_size for entry in entries) <= min(most, MAX_ARRAYS_BYTES)
            arrays = {entry.filename.removesuffix(".npy"): read_array(archive, entry) for entry in entries if fits}
    except BROKEN as error:
        raise unreadable(title, error) from None
    if not fits:
        raise limits.too_large(title, packed)
    return arrays


def read_array(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Any:
    """Reads an array of a .npz file, after comparing its shape with its bytes before memory is allocated.

    Large ones are unpacked into a scratch file.
    """
    with archive.open(entry) as file:
        version = npy.read_magic(file)
        read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, by_columns, kind = read_header(file, max_header_size=MAX_HEADER)
        size = int(np.prod([int(side) for side in shape], dtype=object)) * kind.itemsize
        if kind.hasobject:
            raise ValueError("it contains Python objects, which are never read; save numbers and texts")
        if size > MAX_ARRAYS_BYTES or size + file.tell() != entry.file_size:
            raise ValueError(
                f"{entry.filename} states the shape {shape}, which does not fit its {entry.file_size} bytes"
            )
        if len(shape) > 1 and not by_columns and size > CHUNK_BYTES:
            return unpacked(iter(lambda: file.read(CHUNK_BYTES), b""), shape, kind, entry)
    with archive.open(entry) as file:
        return npy.read_array(file, allow_pickle=False)


def unpacked(pieces: Iterable[bytes], shape: tuple[int, ...], kind: np.dtype, entry: zipfile.ZipInfo) -> ScratchArray:
    """Unpacks the bytes of an array into a scratch file."""
    scratch = Scratch(entry.filename, entry.compress_size)
    for piece in pieces:
        scratch.write(piece)
    return ScratchArray(scratch, 0, shape, kind)


def unreadable(title: str, error: BaseException) -> ValueError:
    """The error for a file that cannot be read."""
    reason = " ".join(str(error).split())[:160]
    return ValueError(f"{title} cannot be read as arrays of numbers ({reason}); save it again without objects.")
