"""Which reader a source needs: decided by its first bytes, because endings lie."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol

from engine.collect.archives import limits
from engine.collect.archives.limits import Damaged, Scratch
from engine.collect.archives.sevenzip import SevenSource, rar_as_tar
from engine.collect.archives.tars import TarSource, unpacked
from engine.collect.archives.zips import ZipSource

ARCHIVE_SUFFIXES = {".zip", ".tar", ".tgz", ".gz", ".xz", ".txz", ".bz2", ".tbz2", ".7z", ".rar"}
PACKED = {b"\x1f\x8b": "gzip", b"\xfd7zXZ\0": "xz", b"BZh": "bzip2"}
SEVEN, RAR = b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07"
TAR_MARK_AT = 257
START_BYTES = 300


class Reader(Protocol):
    """What every source can do. skipped: (name, reason) of entries that are no plain file."""

    skipped: list[tuple[str, str]]

    def files(self) -> list[tuple[str, int]]:
        """(name, size in bytes) of each file."""

    def read(self, place: int, limit: int) -> bytes:
        """At most `limit` bytes of a file. Raises Damaged."""

    def close(self) -> None:
        """Lets go of what is held open."""


class FolderSource:
    """A folder with all below it; links to folders are not followed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.skipped: list[tuple[str, str]] = []
        self.found = list(islice(self.walk(), limits.MAX_MEMBERS + 1))

    def walk(self) -> Iterator[tuple[str, int]]:
        """(path below the folder, size) of each regular file, in a fixed order."""
        for folder, below, names in os.walk(self.path):
            below.sort()
            for file in (Path(folder, name) for name in sorted(names)):
                if file.is_file():
                    yield file.relative_to(self.path).as_posix(), file.stat().st_size

    def files(self) -> list[tuple[str, int]]:
        """(path below the folder, size) of each file."""
        return self.found

    def read(self, place: int, limit: int) -> bytes:
        """At most `limit` bytes of a file. Raises Damaged."""
        try:
            with (self.path / self.found[place][0]).open("rb") as file:
                return file.read(limit)
        except OSError as error:
            raise Damaged(f"It cannot be opened ({error.strerror}); check that it may be read.") from None

    def close(self) -> None:
        """Nothing is held open."""


def open_source(path: Path) -> Reader:
    """The reader of a folder or an archive. Raises ValueError when it is neither."""
    if path.is_dir():
        return FolderSource(path)
    with path.open("rb") as file:
        start = file.read(len(RAR))
    if start.startswith(RAR):
        return TarSource(rar_as_tar(path), path.name)
    return open_archive(path.open("rb"), path.name)


def open_archive(file: BinaryIO, title: str) -> Reader:
    """The reader of an archive, which owns the file from here on. Raises ValueError when it is none."""
    file.seek(0)
    start = file.read(START_BYTES)
    if start.startswith(SEVEN):
        with file:
            return SevenSource(file, title)
    for mark, kind in PACKED.items():
        if start.startswith(mark):
            with file:
                inner = unpacked(file, kind, title)
            return TarSource(inner, title)
    if start[TAR_MARK_AT:].startswith(b"ustar") or title.lower().endswith(".tar"):
        return TarSource(file, title)
    return ZipSource(file, title)


def open_inner(outer: Reader, place: int, size: int, name: str) -> Reader:
    """The reader of an archive that lies in another source. Raises Damaged, with one sentence, when it is none."""
    if size > limits.MAX_MEMBER_BYTES:
        raise Damaged("It is an archive too large to read inside another; unpack the outer one and give the folder.")
    data = outer.read(place, limits.MAX_MEMBER_BYTES)
    if data.startswith(RAR):
        raise Damaged("It is a rar file inside another source; give it as a source of its own.")
    scratch = Scratch(name, size)
    scratch.write(data)
    try:
        return open_archive(scratch.file, name)
    except ValueError as reason:
        raise Damaged(f"It cannot be opened: {reason}") from None
