"""Unpacks 7z and rar files once into a scratch file, because their files can only be read in sequence."""

import lzma
import shutil
import struct
import subprocess
import time
import zlib
from pathlib import Path
from typing import BinaryIO, cast

import py7zr
from py7zr.exceptions import AbsolutePathError as OutsideError
from py7zr.exceptions import ArchiveError, PasswordRequired
from py7zr.io import Py7zIO, WriterFactory

from engine.collect.archives import limits
from engine.collect.archives.limits import Place, Scratch
from engine.core.storage.folders import scratch_file

# What py7zr raises for damaged bytes according to its source; tests/collect feeds it mutated files.
BROKEN_7Z = (
    *(ArchiveError, OutsideError, OSError, ValueError, TypeError, LookupError, AttributeError, EOFError, MemoryError),
    *(ArithmeticError, AssertionError, RuntimeError, struct.error, lzma.LZMAError, zlib.error),
)
CHUNK_BYTES = 1_000_000
RAR_SECONDS = 600


class Piece(Py7zIO):
    """A file that is being unpacked: its bytes are appended to the scratch file."""

    def __init__(self, scratch: Scratch) -> None:
        self.scratch = scratch
        self.start = scratch.size

    def write(self, s: bytes | bytearray) -> int:
        """Appends bytes. Raises ValueError at a limit."""
        return self.scratch.write(s)

    def read(self, size: int | None = None) -> bytes:
        """Returns nothing: files are read after all are unpacked."""
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        """Does nothing."""
        return 0

    def flush(self) -> None:
        """Does nothing: writes are not buffered."""

    def size(self) -> int:
        """The number of bytes so far."""
        return self.scratch.size - self.start


class Pieces(WriterFactory):
    """Creates the pieces in sequence, and records the name and start of each."""

    def __init__(self, scratch: Scratch) -> None:
        self.scratch = scratch
        self.started: list[tuple[str, int]] = []

    def create(self, filename: str) -> Py7zIO:
        """The piece of the next file."""
        self.started.append((filename, self.scratch.size))
        return Piece(self.scratch)


class SevenSource:
    """A 7z file. Raises ValueError if it cannot be read, has a password, or breaks a limit."""

    def __init__(self, file: BinaryIO, title: str) -> None:
        self.skipped: list[tuple[str, str]] = []
        self.encoding = "utf-8"  # a 7z file holds names as UTF-16
        self.scratch = Scratch(title, file.seek(0, 2))
        file.seek(0)
        try:
            self.unpack(file, title)
        except PasswordRequired:
            self.close()
            raise ValueError(f"{title} has a password; unpack it and give the folder.") from None
        except TooMuchError as reason:
            self.close()
            raise ValueError(str(reason)) from None
        except BROKEN_7Z as error:
            self.close()
            if self.scratch.size > limits.allowed(self.scratch.packed):
                raise limits.too_large(title, self.scratch.packed) from None
            raise ValueError(
                f"{title} cannot be read as a 7z file ({str(error)[:100] or type(error).__name__}); give a complete "
                "one, or an unpacked folder."
            ) from None

    def unpack(self, file: BinaryIO, title: str) -> None:
        """Writes every regular file to the scratch file, after checking the archive's own list against the limits."""
        with py7zr.SevenZipFile(file, "r") as archive:
            if archive.needs_password():
                raise PasswordRequired("")
            entries = archive.list()
            if len(entries) > limits.MAX_PACKED_MEMBERS:
                raise TooMuchError(str(limits.too_many(title)))
            if sum(entry.uncompressed for entry in entries) > limits.allowed(self.scratch.packed):
                raise TooMuchError(str(limits.too_large(title, self.scratch.packed)))
            links = [entry.filename for entry in entries if entry.is_symlink]
            self.skipped = [(name, limits.LINK) for name in links]
            regular = {entry.filename for entry in entries if entry.is_file} - set(links)
            pieces = Pieces(self.scratch)
            archive.extract(targets=regular, factory=pieces)
        ends = [start for _, start in pieces.started[1:]] + [self.scratch.size]
        self.names = [name for name, _ in pieces.started]
        self.places = [Place(start, end - start) for (_, start), end in zip(pieces.started, ends, strict=True)]

    def files(self) -> list[tuple[str, int]]:
        """(name, size) of each file."""
        return [(name, place.size) for name, place in zip(self.names, self.places, strict=True)]

    def read(self, place: int, limit: int) -> bytes:
        """Reads at most `limit` bytes of a file."""
        return self.scratch.read(self.places[place], limit)

    def close(self) -> None:
        """Frees the space."""
        self.scratch.close()


class TooMuchError(ValueError):
    """A 7z file breaks a limit. The text is a complete sentence."""


def rar_as_tar(path: Path) -> BinaryIO:
    """Converts a rar file to a tar in a scratch file with the system's bsdtar.

    Raises ValueError if there is no bsdtar, the file is damaged or has a password, or a limit is reached.
    """
    tool = shutil.which("bsdtar")
    if not tool:
        raise ValueError(
            f"{path.name} is a rar file, and this system has no bsdtar to read it; install libarchive-tools (apt) or "
            "bsdtar, or pack the images as zip."
        )
    scratch = Scratch(path.name, path.stat().st_size)
    messages = scratch_file()
    command = [tool, "-cf", "-", "--format=pax", f"@{path.resolve()}"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=messages) as process:
        try:
            copy(process, scratch, time.monotonic() + RAR_SECONDS)
        except ValueError:
            scratch.close()
            messages.close()
            raise
        finally:
            process.kill()
    messages.seek(0)
    message = messages.read(200).decode("utf-8", "replace").strip()
    message = (
        "truncated or damaged" if message in ("", "bsdtar: (null)") else message
    )  # often it reports nothing better
    messages.close()
    if process.returncode > 0 or not scratch.size:
        scratch.close()
        raise ValueError(f"{path.name} cannot be read as a rar file ({message}); give a complete one without password.")
    return scratch.file


def copy(process: subprocess.Popen[bytes], scratch: Scratch, until: float) -> None:
    """Copies the output of a process until it ends. Raises ValueError at a limit."""
    stream = cast(BinaryIO, process.stdout)
    while piece := stream.read(CHUNK_BYTES):
        scratch.write(piece)
        if time.monotonic() > until:
            raise ValueError(f"{scratch.title} takes longer than {RAR_SECONDS} seconds to unpack; give the folder.")
    process.wait()
