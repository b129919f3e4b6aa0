"""Tables in NPY and NPZ files. Content that only pickle could read is refused."""

import zipfile
import zlib
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.lib import format as npy

from engine.collect.archives import limits
from engine.collect.spec import CollectSpec
from engine.collect.tables.arrays import ArrayTable, paired

MAX_ARRAYS_BYTES = 4_000_000_000
MAX_HEADER = 10_000
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


def npy_tables(path: Path, spec: CollectSpec) -> list[ArrayTable]:
    """Opens a .npy file with the labels beside it: x.npy and y.npy, images.npy and labels.npy."""
    labels = beside(path)
    return [ArrayTable(path.name, mapped(path), mapped(labels), spec)]


def mapped(path: Path) -> np.ndarray:
    """Maps a .npy file as an array on disk. Raises ValueError if it cannot be read."""
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except BROKEN as error:
        raise unreadable(path.name, error) from None


def beside(path: Path) -> Path:
    """Finds the file of labels beside a file of images. Raises FileNotFoundError if there is none."""
    for word, other in (("images", "labels"), ("pixels", "labels"), ("data", "labels"), ("X", "y"), ("x", "y")):
        labels = path.with_name(path.stem.replace(word, other, 1) + ".npy")
        if word in path.stem and labels.is_file():
            return labels
    raise FileNotFoundError(f"{path.name} needs its labels beside it, such as x.npy and y.npy; put the file there.")


def npz_tables(path: Path, spec: CollectSpec) -> list[ArrayTable]:
    """Opens the tables of a .npz file. Raises ValueError if it contains none, or arrays that only pickle could read."""
    packed = path.stat().st_size
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()[:100]
            fits = sum(entry.file_size for entry in entries) <= min(limits.allowed(packed), MAX_ARRAYS_BYTES)
            arrays = {entry.filename.removesuffix(".npy"): read_array(archive, entry) for entry in entries if fits}
    except BROKEN as error:
        raise unreadable(path.name, error) from None
    if not fits:
        raise limits.too_large(path.name, packed)
    return paired(path.name, arrays, spec)


def read_array(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Any:
    """Reads an array of a .npz file, after comparing its shape with its bytes before memory is allocated."""
    with archive.open(entry) as file:
        version = npy.read_magic(file)
        read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, _, kind = read_header(file, max_header_size=MAX_HEADER)
        size = int(np.prod([int(side) for side in shape], dtype=object)) * kind.itemsize
        if kind.hasobject:
            raise ValueError("it contains Python objects, which are never read; save numbers and texts")
        if size > MAX_ARRAYS_BYTES or size + file.tell() != entry.file_size:
            raise ValueError(
                f"{entry.filename} states the shape {shape}, which does not fit its {entry.file_size} bytes"
            )
    with archive.open(entry) as file:
        return npy.read_array(file, allow_pickle=False)


def unreadable(title: str, error: BaseException) -> ValueError:
    """The error for a file that cannot be read."""
    return ValueError(
        f"{title} cannot be read as arrays of numbers ({str(error)[:160]}); save it again without objects."
    )
