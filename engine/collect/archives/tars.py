"""Tar files, plain or packed with gzip, bzip2 or xz: listed first, then read at any position."""

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from engine.collect.archives import limits
from engine.collect.archives.limits import DamagedError, Guarded, Place, Scratch
from engine.collect.archives.names import decode_names

CHUNK_BYTES = 1_000_000
MAX_UNPACKER_MEMORY = 256_000_000
# What tarfile and the decompressors raise for damaged bytes.
BROKEN_TAR = (tarfile.TarError, OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, RecursionError, IndexError)


class TarSource:
    """The regular files of a tar, in a scratch file or in another file that can be read at any position.

    skipped: (name, reason) of links and devices. Raises ValueError if it is not a tar, is truncated, or breaks a limit.
    """

    def __init__(self, file: BinaryIO, title: str, name_encoding: str = "auto") -> None:
        self.file = file
        self.names: list[str] = []
        self.places: list[Place] = []
        self.skipped: list[tuple[str, str]] = []
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        try:
            self.survey(size, title)
        except BROKEN_TAR as error:
            self.close()
            if isinstance(error, RefusedError):
                raise ValueError(str(error)) from None
            raise ValueError(
                f"{title} cannot be read as a tar file ({error}); give a complete one, or an unpacked folder."
            ) from None
        self.decode(name_encoding)

    def survey(self, size: int, title: str) -> None:
        """Records where each regular file is, and why other entries are not read."""
        with tarfile.open(fileobj=cast(Any, Guarded(self.file)), mode="r:", encoding="utf-8") as archive:
            for count, entry in enumerate(iter(archive.next, None)):
                if count >= limits.MAX_PACKED_MEMBERS:
                    raise RefusedError(str(limits.too_many(title)))
                cast(Any, archive).members.clear()  # tarfile would keep all entries with their headers in memory
                if reason := unfit(entry):
                    self.skipped.append((entry.name, reason))
                elif not entry.isdir():
                    if not 0 <= entry.offset_data <= entry.offset_data + entry.size <= size:
                        raise tarfile.ReadError(f"{entry.name[:100]} reaches beyond its end")
                    self.names.append(entry.name)
                    self.places.append(Place(entry.offset_data, entry.size))
            self.file.seek(archive.offset)
            # tarfile takes anything that is not a header for the end, and ignores what follows.
            if self.file.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
                raise tarfile.ReadError("its end is missing or damaged")

    def decode(self, wanted: str) -> None:
        """Decodes the names, of which tarfile keeps bytes that are not UTF-8 as surrogates."""
        raw = [name.encode("utf-8", "surrogateescape") for name in self.names]
        skipped = [name.encode("utf-8", "surrogateescape") for name, _ in self.skipped]
        names, self.encoding = decode_names([*raw, *skipped], wanted)
        self.names = names[: len(raw)]
        self.skipped = [(name, why) for name, (_, why) in zip(names[len(raw) :], self.skipped, strict=True)]

    def files(self) -> list[tuple[str, int]]:
        """(name, size) of each file. Names may repeat."""
        return [(name, place.size) for name, place in zip(self.names, self.places, strict=True)]

    def read(self, place: int, limit: int) -> bytes:
        """Reads at most `limit` bytes of a file. Raises DamagedError."""
        start, size = self.places[place]
        try:
            self.file.seek(start)
            return self.file.read(min(size, limit))
        except OSError as error:
            raise DamagedError(f"It cannot be read ({error.strerror}); copy the archive again.") from None

    def close(self) -> None:
        """Closes the file."""
        self.file.close()


class RefusedError(ValueError):
    """A tar breaks a limit. The text is a complete sentence."""


def unfit(entry: tarfile.TarInfo) -> str:
    """Why an entry is not read, or "" for a folder or regular file."""
    if entry.issym() or entry.islnk():
        return limits.LINK
    if entry.issparse():
        return "It is stored as a sparse file; pack it again as a regular one."
    return "" if entry.isreg() or entry.isdir() else "It is a device in the archive; pack files only."


def unpacked(file: BinaryIO, kind: str, title: str) -> BinaryIO:
    """Unpacks a gzip, bzip2 or xz file into a scratch file. Raises ValueError if it is damaged or breaks a limit."""
    scratch = Scratch(title, file.seek(0, io.SEEK_END))
    file.seek(0)
    try:
        for piece in pieces(file, kind):
            scratch.write(piece)
    except (OSError, EOFError, zlib.error, lzma.LZMAError, MemoryError) as error:
        scratch.close()
        raise ValueError(f"{title} is truncated or damaged ({str(error)[:100]}); copy or download it again.") from None
    except ValueError:
        scratch.close()
        raise
    return scratch.file


def pieces(file: BinaryIO, kind: str) -> Iterator[bytes]:
    """Yields the unpacked bytes in pieces."""
    if kind == "xz":
        yield from xz_pieces(file)
        return
    with gzip.GzipFile(fileobj=file) if kind == "gzip" else bz2.BZ2File(file) as packed:
        while piece := packed.read(CHUNK_BYTES):
            yield piece


def xz_pieces(file: BinaryIO) -> Iterator[bytes]:
    """Like `pieces`, for xz, whose header may demand at most MAX_UNPACKER_MEMORY."""
    while start := file.read(CHUNK_BYTES):
        unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, MAX_UNPACKER_MEMORY)
        while not unpacker.eof:
            yield unpacker.decompress(start, CHUNK_BYTES)
            start = b""
            if unpacker.needs_input and not unpacker.eof and not (start := file.read(CHUNK_BYTES)):
                raise EOFError("its end is missing")
        rest = unpacker.unused_data.lstrip(b"\0")
        file.seek(-len(rest), io.SEEK_CUR)
