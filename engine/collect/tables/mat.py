"""Tables in MATLAB files: up to version 7 by SciPy, version 7.3 as HDF5."""

import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from engine.collect.archives import limits
from engine.collect.formats import Format
from engine.collect.tables.numpy_files import arrays_in
from engine.core.storage.folders import scratch_file

FORMATS = (
    Format(
        "table", "MATLAB up to version 7", "train_32x32.mat", "X (32, 32, 3, n) with y (n, 1), or fields of structures."
    ),
)
MAX_MAT_BYTES, MOST_TIMES = 1_000_000_000, 8  # numbers of 8 bytes may be packed in one
HEADER_BYTES = 128
COMPRESSED = 15  # the type of an element that is packed with zlib
CHUNK_BYTES = 1_000_000
MOST_SECONDS = 600
READER = Path(__file__).with_name("mat_reader.py")


def mat_arrays(path: Path) -> dict[str, Any]:
    """The arrays of a MATLAB file up to version 7, also those in structures, by name."""
    try:
        check_size(path)
        with converted(path) as file:
            return arrays_in(file, path.name, MOST_TIMES * MAX_MAT_BYTES)
    except (OSError, ValueError, zlib.error) as error:
        reason = " ".join(str(error).split())[:120]
        raise ValueError(
            f"{path.name} cannot be read as a MATLAB file ({reason}); save it again, as version 7.3 if it is large."
        ) from None


def converted(path: Path) -> BinaryIO:
    """The arrays of a MATLAB file as NPZ in a scratch file. Raises ValueError if the file is damaged."""
    out = scratch_file()
    command = [sys.executable, "-I", str(READER), str(path.resolve())]
    try:
        ended = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, timeout=MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        out.close()
        raise ValueError(f"it takes longer than {MOST_SECONDS} seconds") from None
    if ended.returncode:
        out.close()
        lines = ended.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ValueError(lines[-1] if lines and ended.returncode > 0 else "it is damaged")
    return out


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
