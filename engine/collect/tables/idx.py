"""IDX files, plain or gzipped: the format of MNIST, with images in one file and labels in another."""

import gzip
import io
import struct
import zlib
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

import deflate
import numpy as np

from engine.collect.formats import Format
from engine.collect.spec import CollectSpec
from engine.collect.tables.pixels import (
    BATCH,
    Batch,
    images,
    label_texts,
    layout,
    rows_at_once,
    scale_note,
    scale_of,
    to_uint8,
)

FORMATS = (
    Format("table", "IDX, also gzipped", "train-images-idx3-ubyte.gz", "The labels are found beside it by their name."),
)
TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
MAX_LABELS = 50_000_000
MOST_AT_ONCE = 64_000_000  # bytes
BROKEN = (OSError, EOFError, zlib.error)


class IdxTable:
    """A file of images with its file of labels. Raises ValueError if a header is wrong or they do not match."""

    def __init__(self, path: Path, spec: CollectSpec) -> None:
        self.path, self.spec, self.title = path, spec, path.name
        with opened(path) as file:
            self.kind, shape = header(file, path.name)
            start = file.tell()
        labels = label_file(path)
        self.labels = label_texts(read_labels(labels), labels.name)
        self.symbols = False
        self.count, self.layout = shape[0], layout(shape[1:], spec.table_width, path.name)
        if self.count != len(self.labels) or not self.count:
            raise ValueError(
                f"each image must have one label; {path.name} has {self.count} images, but {labels.name} has "
                f"{len(self.labels)} labels. Give files that belong together."
            )
        self.row = int(np.prod(shape[1:])) * self.kind.itemsize
        self.size = start + self.count * self.row
        self.scale = scale_of(values for _, values in self.blocks(0))
        self.notes = [note for note in (scale_note(self.scale, self.title),) if note]

    def batches(self, start: int) -> Generator[Batch]:
        """Yields images and labels from row `start` on. Raises ValueError if the size differs from the header."""
        for first, values in self.blocks(start):
            pixels = to_uint8(values, self.scale, self.title, first)
            yield images(pixels, self.layout, self.spec.transpose), self.labels[first : first + len(values)]

    def blocks(self, start: int) -> Generator[tuple[int, np.ndarray]]:
        """Yields the number of the first row, and the numbers of some rows, (n, length), from row `start` on."""
        step = rows_at_once(self.row)
        with unpacked(self.path, self.size) as file:
            header(file, self.title)
            file.seek(start * self.row, 1)
            for first in range(start, self.count, step):
                size = min(step, self.count - first) * self.row
                data = exactly(file, size, self.title)
                yield first, np.frombuffer(data, self.kind).reshape(-1, self.row // self.kind.itemsize)
            at_end(file, self.title)

    def first_labels(self) -> list[str]:
        """The labels of the first batch."""
        return self.labels[:BATCH]


def opened(path: Path) -> BinaryIO:
    """Opens a file, unpacking it if it is gzipped."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return cast(BinaryIO, gzip.open(path, "rb")) if packed else path.open("rb")


class MemoryFile(io.RawIOBase):
    """Bytes in memory, read like a file but without copies."""

    def __init__(self, data: bytes | bytearray) -> None:
        self.data, self.at = memoryview(data), 0

    def read(self, size: int = -1) -> Any:
        """Reads the next `size` bytes."""
        self.at += size
        return self.data[self.at - size : self.at]

    def seek(self, offset: int, whence: int = 0) -> int:
        """Moves the reading position by `offset`."""
        self.at += offset
        return self.at


def unpacked(path: Path, size: int) -> BinaryIO:
    """Like `opened`, for a file that should unpack to `size` bytes. Unpacks small ones at once, three times faster."""
    with path.open("rb") as file:
        gzipped = file.read(2) == b"\x1f\x8b"
    if gzipped and size <= MOST_AT_ONCE and path.stat().st_size <= MOST_AT_ONCE:
        packed = path.read_bytes()
        with suppress(deflate.DeflateError):
            data = deflate.gzip_decompress(packed, size)
            # A gzip file may have several members, of which this reads only the first.
            if packed[-8:] == struct.pack("<2I", deflate.crc32(data), size):
                return cast(BinaryIO, MemoryFile(data))
    return opened(path)


def header(file: BinaryIO, title: str) -> tuple[np.dtype, tuple[int, ...]]:
    """Reads the type and shape from the header. Raises ValueError if there is no header."""
    zeros, kind, axes = struct.unpack(">HBB", exactly(file, 4, title))
    if zeros or kind not in TYPES or not 1 <= axes <= 4:
        raise ValueError(
            f"{title} is not an IDX file (it starts with {zeros:04x}{kind:02x}{axes:02x}); give an IDX file."
        )
    return np.dtype(TYPES[kind]), struct.unpack(f">{axes}I", exactly(file, 4 * axes, title))


def exactly(file: BinaryIO, count: int, title: str) -> bytes:
    """Reads the next `count` bytes. Raises ValueError if there are fewer."""
    try:
        data = file.read(count)
    except BROKEN as error:
        raise ValueError(f"{title} is truncated or damaged ({error}); copy or download it again.") from None
    if len(data) != count:
        raise ValueError(f"{title} ends before the last row of its header; copy or download it again.")
    return data


def at_end(file: BinaryIO, title: str) -> None:
    """Raises ValueError if a file contains more than its header states."""
    try:
        more = file.read(1)
    except BROKEN as error:
        raise ValueError(f"{title} is truncated or damaged ({error}); copy or download it again.") from None
    if more:
        raise ValueError(f"{title} contains more than the rows of its header; copy or download it again.")


def read_labels(path: Path) -> np.ndarray:
    """Reads the numbers of a file of labels, (n,)."""
    with opened(path) as file:
        kind, shape = header(file, path.name)
        if len(shape) != 1 or shape[0] > MAX_LABELS:
            raise ValueError(
                f"an IDX file of labels must have the shape (n,); that of {path.name} is {shape}. Give another file."
            )
        values = np.frombuffer(exactly(file, shape[0] * kind.itemsize, path.name), kind)
        at_end(file, path.name)
    return values


def label_file(path: Path) -> Path:
    """Finds the labels of a file of images: train-images-idx3-ubyte.gz -> train-labels-idx1-ubyte.gz.

    Raises FileNotFoundError if there are none.
    """
    candidates = label_files(path)
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    names = " or ".join(candidate.name for candidate in candidates)
    raise FileNotFoundError(f"{path.name} needs its labels beside it, as {names}; put the file there.")


def label_files(path: Path) -> list[Path]:
    """The possible paths of the labels of a file of images, plain and gzipped."""
    name = path.name.replace("images", "labels").replace("idx3", "idx1").replace("idx4", "idx1").removesuffix(".gz")
    return [path.with_name(candidate) for candidate in (name, f"{name}.gz") if candidate != path.name]
