"""NPY and NPZ files; what only pickle could read is refused."""

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
    """The table of a .npy file, whose labels lie beside it in another: x.npy and y.npy, images.npy and labels.npy."""
    labels = beside(path)
    return [ArrayTable(path.name, mapped(path), mapped(labels), spec)]


def mapped(path: Path) -> np.ndarray:
    """A .npy file as an array that stays on the disk. Raises ValueError when it cannot be one."""
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except BROKEN as error:
        raise refused(path.name, error) from None


def beside(path: Path) -> Path:
    """The file of labels beside a file of pictures. Raises FileNotFoundError when there is none."""
    for word, other in (("images", "labels"), ("pixels", "labels"), ("data", "labels"), ("X", "y"), ("x", "y")):
        place = path.with_name(path.stem.replace(word, other, 1) + ".npy")
        if word in path.stem and place.is_file():
            return place
    raise FileNotFoundError(f"{path.name} needs its labels beside it, such as x.npy and y.npy; put the file there.")


def npz_tables(path: Path, spec: CollectSpec) -> list[ArrayTable]:
    """The tables of a .npz file. Raises ValueError when it holds none, or arrays that only pickle could read."""
    packed = path.stat().st_size
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()[:100]
            fits = sum(each.file_size for each in entries) <= min(limits.allowed(packed), MAX_ARRAYS_BYTES)
            found = {each.filename.removesuffix(".npy"): entry(archive, each) for each in entries if fits}
    except BROKEN as error:
        raise refused(path.name, error) from None
    if not fits:
        raise limits.too_large(path.name, packed)
    return paired(path.name, found, spec)


def entry(archive: zipfile.ZipFile, each: zipfile.ZipInfo) -> Any:
    """One array of a .npz file, its shape compared with its bytes before memory is taken for it."""
    with archive.open(each) as file:
        version = npy.read_magic(file)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, _, kind = read(file, max_header_size=MAX_HEADER)
        size = int(np.prod([int(side) for side in shape], dtype=object)) * kind.itemsize
        if kind.hasobject:
            raise ValueError("it holds Python objects, which are never read; save numbers and texts")
        if size > MAX_ARRAYS_BYTES or size + file.tell() != each.file_size:
            raise ValueError(f"{each.filename} states the shape {shape}, which does not fit its {each.file_size} bytes")
    with archive.open(each) as file:
        return npy.read_array(file, allow_pickle=False)


def refused(title: str, error: BaseException) -> ValueError:
    """The sentence on a file that is not read."""
    return ValueError(
        f"{title} cannot be read as arrays of numbers ({str(error)[:160]}); save it again without objects."
    )
