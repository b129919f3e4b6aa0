"""7z and rar files: unpacked once into a scratch file, because their files can only be read one after the other."""

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

# What py7zr raises for damaged bytes, read from its source; tests/collect feeds it mutated files.
BROKEN_7Z = (
    *(ArchiveError, OutsideError, OSError, ValueError, TypeError, LookupError, AttributeError, EOFError, MemoryError),
    *(ArithmeticError, AssertionError, RuntimeError, struct.error, lzma.LZMAError, zlib.error),
)
STEP = 1_000_000
RAR_SECONDS = 600


class Piece(Py7zIO):
    """One file while it is unpacked: its bytes go to the end of the scratch file."""

    def __init__(self, scratch: Scratch) -> None:
        self.scratch = scratch
        self.start = scratch.size

    def write(self, s: bytes | bytearray) -> int:
        """Adds bytes. Raises ValueError at a limit."""
        return self.scratch.write(s)

    def read(self, size: int | None = None) -> bytes:
        """Nothing: files are read once all are unpacked."""
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        """Stays where it is."""
        return 0

    def flush(self) -> None:
        """Nothing waits to be written."""

    def size(self) -> int:
        """Bytes so far."""
        return self.scratch.size - self.start


class Pieces(WriterFactory):
    """Makes the pieces, one file after the other; notes for each its name and where it starts."""

    def __init__(self, scratch: Scratch) -> None:
        self.scratch = scratch
        self.started: list[tuple[str, int]] = []

    def create(self, filename: str) -> Py7zIO:
        """The piece of the next file."""
        self.started.append((filename, self.scratch.size))
        return Piece(self.scratch)


class SevenSource:
    """A 7z file. Raises ValueError when it is none, is locked, or was built to flood the machine."""

    def __init__(self, file: BinaryIO, title: str) -> None:
        self.skipped: list[tuple[str, str]] = []
        self.scratch = Scratch(title, file.seek(0, 2))
        file.seek(0)
        try:
            self.unpack(file, title)
        except PasswordRequired:
            self.close()
            raise ValueError(f"{title} is locked with a password; unpack it and give the folder.") from None
        except TooMuch as reason:
            self.close()
            raise ValueError(str(reason)) from None
        except BROKEN_7Z as error:
            self.close()
            if self.scratch.size > limits.allowed(self.scratch.packed):
                raise limits.too_large(title, self.scratch.packed) from None
            raise ValueError(
                f"{title} is no 7z file that can be read ({str(error)[:100] or type(error).__name__}); give a complete "
                "one, or an unpacked folder."
            ) from None

    def unpack(self, file: BinaryIO, title: str) -> None:
        """Writes every regular file to the scratch file, after a look at what the archive says of itself."""
        with py7zr.SevenZipFile(file, "r") as archive:
            if archive.needs_password():
                raise PasswordRequired("")
            entries = archive.list()
            if len(entries) > limits.MAX_PACKED_MEMBERS:
                raise TooMuch(str(limits.too_many(title)))
            if sum(each.uncompressed for each in entries) > limits.allowed(self.scratch.packed):
                raise TooMuch(str(limits.too_large(title, self.scratch.packed)))
            links = [each.filename for each in entries if each.is_symlink]
            why = limits.LINK
            self.skipped = [(name, why) for name in links]
            plain = {each.filename for each in entries if each.is_file} - set(links)
            pieces = Pieces(self.scratch)
            archive.extract(targets=plain, factory=pieces)
        ends = [start for _, start in pieces.started[1:]] + [self.scratch.size]
        self.names = [name for name, _ in pieces.started]
        self.places = [Place(start, end - start) for (_, start), end in zip(pieces.started, ends, strict=True)]

    def files(self) -> list[tuple[str, int]]:
        """(name, size) of each file."""
        return [(name, place.size) for name, place in zip(self.names, self.places, strict=True)]

    def read(self, place: int, limit: int) -> bytes:
        """At most `limit` bytes of a file."""
        return self.scratch.read(self.places[place], limit)

    def close(self) -> None:
        """Gives the space back."""
        self.scratch.close()


class TooMuch(ValueError):
    """A 7z breaks a limit; its text is one sentence already."""


def rar_as_tar(path: Path) -> BinaryIO:
    """What a rar file holds, as a tar in a scratch file, made by the system's bsdtar.

    Raises ValueError when there is no bsdtar, the file is damaged or locked, or a limit is reached.
    """
    tool = shutil.which("bsdtar")
    if not tool:
        raise ValueError(
            f"{path.name} is a rar file, and this system has no bsdtar to read it; install libarchive-tools (apt) or "
            "bsdtar, or pack the images as zip."
        )
    scratch = Scratch(path.name, path.stat().st_size)
    said = scratch_file()
    command = [tool, "-cf", "-", "--format=pax", f"@{path.resolve()}"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said) as process:
        try:
            copy(process, scratch, time.monotonic() + RAR_SECONDS)
        except ValueError:
            scratch.close()
            said.close()
            raise
        finally:
            process.kill()
    said.seek(0)
    message = said.read(200).decode("utf-8", "replace").strip()
    message = "cut short or damaged" if message in ("", "bsdtar: (null)") else message  # it often cannot say more
    said.close()
    if process.returncode > 0 or not scratch.size:
        scratch.close()
        raise ValueError(f"{path.name} is no rar file that can be read ({message}); give a complete, unlocked one.")
    return scratch.file


def copy(process: subprocess.Popen[bytes], scratch: Scratch, until: float) -> None:
    """Takes what a process writes, until it ends. Raises ValueError at a limit."""
    stream = cast(BinaryIO, process.stdout)
    while piece := stream.read(STEP):
        scratch.write(piece)
        if time.monotonic() > until:
            raise ValueError(f"{scratch.title} takes longer than {RAR_SECONDS} seconds to unpack; give the folder.")
    process.wait()
