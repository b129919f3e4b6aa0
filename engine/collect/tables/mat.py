"""Tables in MATLAB files: up to version 7 by SciPy, version 7.3 as HDF5."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from scipy.io import loadmat
from scipy.io.matlab import MatReadError

from engine.collect.archives import limits
from engine.collect.formats import Format
from engine.collect.spec import CollectSpec
from engine.collect.tables.arrays import ArrayTable, paired

FORMATS = (
    Format(
        "table", "MATLAB up to version 7", "train_32x32.mat", "X (32, 32, 3, n) with y (n, 1), or fields of structures."
    ),
)
MAX_MAT_BYTES = 1_000_000_000
HEADER_BYTES = 128
COMPRESSED = 15  # the type of an element that is packed with zlib
CHUNK_BYTES = 1_000_000
MOST_DEPTH = 6
# What SciPy raises for damaged bytes.
BROKEN = (
    *(MatReadError, OSError, ValueError, TypeError, LookupError, EOFError, AttributeError, MemoryError, OverflowError),
    *(NotImplementedError, ArithmeticError, AssertionError, zlib.error),
)


def mat_tables(path: Path, spec: CollectSpec) -> list[ArrayTable]:
    """Opens the tables of a MATLAB file up to version 7. Raises ValueError if it contains none or cannot be read."""
    return paired(path.name, mat_arrays(path), spec)


def mat_arrays(path: Path) -> dict[str, Any]:
    """The arrays of a MATLAB file up to version 7, also those in structures, by name."""
    try:
        check_size(path)
        variables = loadmat(path, verify_compressed_data_integrity=True)
    except BROKEN as error:
        raise ValueError(
            f"{path.name} cannot be read as a MATLAB file ({str(error)[:120]}); save it again, as version 7.3 if it is "
            "large."
        ) from None
    arrays: dict[str, Any] = {}
    for name, value in variables.items():
        if not name.startswith("__"):
            gather(name, value, arrays, 0)
    return arrays


def gather(name: str, value: Any, arrays: dict[str, Any], depth: int) -> None:
    """Adds an array, or those in the fields of a structure."""
    if not isinstance(value, np.ndarray) or depth > MOST_DEPTH:
        return
    if value.dtype.names and value.size == 1:
        for field in value.dtype.names:
            gather(f"{name}/{field}", value.reshape(-1)[0][field], arrays, depth + 1)
    elif value.ndim and not value.dtype.names:
        arrays[name] = value


def check_size(path: Path) -> None:
    """Raises ValueError if a file unpacks to more than SciPy may hold in memory."""
    with path.open("rb") as file:
        size = 0
        for piece in element_sizes(file):
            size += piece
            if size > min(limits.allowed(path.stat().st_size), MAX_MAT_BYTES):
                raise ValueError(f"it contains over {size / 1e9:.1f} GB")


def element_sizes(file: BinaryIO) -> Iterator[int]:
    """The unpacked size of each element of a file of version 5 to 7 in bytes, in pieces."""
    head = file.read(HEADER_BYTES)
    order = "little" if head[126:] == b"IM" else "big"
    while len(tag := file.read(8)) == 8:
        kind, size = int.from_bytes(tag[:4], order), int.from_bytes(tag[4:], order)  # type: ignore[arg-type]
        if kind != COMPRESSED:
            yield size
            file.seek(size, 1)
            continue
        unpacker, end = zlib.decompressobj(), file.tell() + size
        while not unpacker.eof and (data := unpacker.unconsumed_tail or file.read(min(CHUNK_BYTES, end - file.tell()))):
            yield len(unpacker.decompress(data, CHUNK_BYTES))
        file.seek(end)
