"""Tar files, plain or packed with gzip, bzip2 or xz: listed, then read at their places."""

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from engine.collect.archives import limits
from engine.collect.archives.limits import Damaged, Guarded, Place, Scratch

STEP = 1_000_000
MAX_UNPACKER_MEMORY = 256_000_000
# What tarfile and the unpackers raise for damaged bytes.
BROKEN_TAR = (tarfile.TarError, OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, RecursionError, IndexError)


class TarSource:
    """A tar in a scratch file or one that can be read at any place; only regular files count.

    skipped: (name, reason) of links and devices. Raises ValueError when it is no tar, cut short, or built to flood the
    machine.
    """

    def __init__(self, file: BinaryIO, title: str) -> None:
        self.file = file
        self.names: list[tuple[str, int]] = []
        self.places: list[Place] = []
        self.skipped: list[tuple[str, str]] = []
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        try:
            self.survey(size, title)
        except BROKEN_TAR as error:
            self.close()
            if isinstance(error, Refused):
                raise ValueError(str(error)) from None
            raise ValueError(
                f"{title} is no tar file that can be read ({error}); give a complete one, or an unpacked folder."
            ) from None

    def survey(self, size: int, title: str) -> None:
        """Notes where each regular file lies, and why the others are not read."""
        with tarfile.open(fileobj=cast(Any, Guarded(self.file)), mode="r:") as archive:
            for count, each in enumerate(iter(archive.next, None)):
                if count >= limits.MAX_PACKED_MEMBERS:
                    raise Refused(str(limits.too_many(title)))
                cast(Any, archive).members.clear()  # tarfile would keep them all, with whatever their headers hold
                if reason := unfit(each):
                    self.skipped.append((each.name, reason))
                elif not each.isdir():
                    if not 0 <= each.offset_data <= each.offset_data + each.size <= size:
                        raise tarfile.ReadError(f"{each.name[:100]} reaches beyond its end")
                    self.names.append((each.name, each.size))
                    self.places.append(Place(each.offset_data, each.size))
            self.file.seek(archive.offset)
            # tarfile takes whatever is no header for the end, and says nothing of what lies behind.
            if self.file.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
                raise tarfile.ReadError("its end is missing or damaged")

    def files(self) -> list[tuple[str, int]]:
        """(name, size) of each file; names may occur twice."""
        return self.names

    def read(self, place: int, limit: int) -> bytes:
        """At most `limit` bytes of a file. Raises Damaged."""
        start, size = self.places[place]
        try:
            self.file.seek(start)
            return self.file.read(min(size, limit))
        except OSError as error:
            raise Damaged(f"It cannot be read ({error.strerror}); copy the archive again.") from None

    def close(self) -> None:
        """Lets go of the file."""
        self.file.close()


class Refused(ValueError):
    """A tar breaks a limit; its text is one sentence already."""


def unfit(each: tarfile.TarInfo) -> str:
    """Why an entry that is neither folder nor plain file is not read, or ""."""
    if each.issym() or each.islnk():
        return limits.LINK
    if each.issparse():
        return "It is stored with holes; pack it again without them."
    return "" if each.isreg() or each.isdir() else "It is a device in the archive, not a file."


def unpacked(file: BinaryIO, kind: str, title: str) -> BinaryIO:
    """What a gzip, bzip2 or xz file holds, in a scratch file. Raises ValueError when damaged or at a limit."""
    scratch = Scratch(title, file.seek(0, io.SEEK_END))
    file.seek(0)
    try:
        for piece in pieces(file, kind):
            scratch.write(piece)
    except (OSError, EOFError, zlib.error, lzma.LZMAError, MemoryError) as error:
        scratch.close()
        raise ValueError(f"{title} is cut short or damaged ({str(error)[:100]}); copy or download it again.") from None
    except ValueError:
        scratch.close()
        raise
    return scratch.file


def pieces(file: BinaryIO, kind: str) -> Iterator[bytes]:
    """The unpacked bytes, a piece at a time."""
    if kind == "xz":
        yield from xz_pieces(file)
        return
    with gzip.GzipFile(fileobj=file) if kind == "gzip" else bz2.BZ2File(file) as packed:
        while piece := packed.read(STEP):
            yield piece


def xz_pieces(file: BinaryIO) -> Iterator[bytes]:
    """Like `pieces`, for xz, whose header says how much memory it takes: no more than MAX_UNPACKER_MEMORY."""
    while start := file.read(STEP):
        unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, MAX_UNPACKER_MEMORY)
        while not unpacker.eof:
            yield unpacker.decompress(start, STEP)
            start = b""
            if unpacker.needs_input and not unpacker.eof and not (start := file.read(STEP)):
                raise EOFError("its end is missing")
        rest = unpacker.unused_data.lstrip(b"\0")
        file.seek(-len(rest), io.SEEK_CUR)
