"""Chooses the reader of a source by its first bytes, because extensions are unreliable."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol

from engine.collect.archives import foreign, limits
from engine.collect.archives.limits import DamagedError, Scratch
from engine.collect.archives.names import decode_names
from engine.collect.archives.sevenzip import SevenSource, rar_as_tar
from engine.collect.archives.tars import TarSource, unpacked
from engine.collect.archives.zips import ZipSource
from engine.collect.formats import Format
from engine.core.storage import encodings

FORMATS = (
    Format("container", "folder", "captchas/", "With all folders below it; links to folders are not followed."),
    Format("container", "zip", "a.zip", "Nothing is unpacked to disk; backslashes in names separate folders."),
    Format("container", "tar", "a.tar, a.tgz, a.tar.xz, a.tar.bz2", "Plain or packed with gzip, xz or bzip2."),
    Format("container", "7z", "a.7z", "Without a password."),
    Format("container", "rar", "a.rar", "If the system has bsdtar."),
    Format("container", "archive in an archive", "a.zip/b.tar", "One level deep."),
)
ARCHIVE_ENDINGS = {".zip", ".tar", ".tgz", ".gz", ".xz", ".txz", ".bz2", ".tbz2", ".7z", ".rar"}
PACKED = {b"\x1f\x8b": "gzip", b"\xfd7zXZ\0": "xz", b"BZh": "bzip2"}
SEVEN, RAR = b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07"
TAR_MARK_AT = 257
START_BYTES = 4096


class Reader(Protocol):
    """The interface of every source.

    skipped: (name, reason) of entries that are not regular files. encoding: in which names were read.
    """

    skipped: list[tuple[str, str]]
    encoding: str

    def files(self) -> list[tuple[str, int]]:
        """(name, size in bytes) of each file."""

    def read(self, place: int, limit: int) -> bytes:
        """Reads at most `limit` bytes of a file. Raises DamagedError."""

    def close(self) -> None:
        """Closes the source."""


class FolderSource:
    """A folder and all folders below it. Links to folders are not followed."""

    def __init__(self, path: Path, name_encoding: str = "auto") -> None:
        self.path = path
        self.skipped: list[tuple[str, str]] = []
        self.entries = list(islice(self.walk(), limits.MAX_MEMBERS + 1))
        self.names, self.encoding = decode_names([os.fsencode(name) for name, _ in self.entries], name_encoding)

    def walk(self) -> Iterator[tuple[str, int]]:
        """Yields (path below the folder, size) of each regular file, in a fixed order."""
        for folder, below, names in os.walk(self.path):
            below.sort()
            for file in (Path(folder, name) for name in sorted(names)):
                if file.is_file():
                    yield file.relative_to(self.path).as_posix(), file.stat().st_size

    def files(self) -> list[tuple[str, int]]:
        """(path below the folder, size) of each file."""
        return [(name, size) for name, (_, size) in zip(self.names, self.entries, strict=True)]

    def read(self, place: int, limit: int) -> bytes:
        """Reads at most `limit` bytes of a file. Raises DamagedError."""
        try:
            with (self.path / self.entries[place][0]).open("rb") as file:
                return file.read(limit)
        except OSError as error:
            raise DamagedError(f"It cannot be opened ({error.strerror}); check its permissions.") from None

    def close(self) -> None:
        """Does nothing: no file stays open."""


def open_source(path: Path, name_encoding: str = "auto") -> Reader:
    """Opens a folder or an archive. Raises ValueError if it is neither."""
    if path.is_dir():
        return FolderSource(path, name_encoding)
    with path.open("rb") as file:
        start = file.read(len(RAR))
    if start.startswith(RAR):
        return TarSource(rar_as_tar(path), path.name, name_encoding)
    return open_archive(path.open("rb"), path.name, name_encoding)


def open_archive(file: BinaryIO, title: str, name_encoding: str = "auto") -> Reader:
    """Opens an archive and takes ownership of the file. Raises ValueError if it is not an archive."""
    file.seek(0)
    start = file.read(START_BYTES)
    if start.startswith(SEVEN):
        with file:
            return SevenSource(file, title)
    for mark, kind in PACKED.items():
        if start.startswith(mark):
            with file:
                inner = unpacked(file, kind, title)
            refuse_other(inner, title)
            return TarSource(inner, title, name_encoding)
    if start[TAR_MARK_AT:].startswith(b"ustar") or title.lower().endswith(".tar"):
        return TarSource(file, title, name_encoding)
    if not start.startswith(b"PK") and not title.lower().endswith(".zip"):
        kind = foreign.kind_of(start, title, file.seek(0, os.SEEK_END))
        if kind:
            file.close()
            raise foreign.refusal(title, kind)
    return ZipSource(file, title, name_encoding)


def refuse_other(inner: BinaryIO, title: str) -> None:
    """Raises ValueError, and closes the file, if what was packed is a container that is not read, or a single text."""
    inner.seek(0)
    start = inner.read(START_BYTES)
    kind = foreign.kind_by_mark(start)
    if not kind and len(start) > TAR_MARK_AT and b"\0" not in start and encodings.encoding_of(start):
        kind = "a single packed file"
    if kind:
        inner.close()
        raise foreign.refusal(title, kind)


def open_inner(outer: Reader, place: int, size: int, name: str, name_encoding: str = "auto") -> Reader:
    """Opens an archive inside another source. Raises DamagedError if it is not an archive."""
    if size > limits.MAX_MEMBER_BYTES:
        raise DamagedError(
            "It is an archive too large to read inside another; unpack the outer one and give the folder."
        )
    data = outer.read(place, limits.MAX_MEMBER_BYTES)
    if data.startswith(RAR):
        raise DamagedError("It is a rar file inside another source; give it as a separate source.")
    scratch = Scratch(name, size)
    scratch.write(data)
    try:
        return open_archive(scratch.file, name, name_encoding)
    except ValueError as reason:
        raise DamagedError(f"It cannot be opened: {reason}") from None
