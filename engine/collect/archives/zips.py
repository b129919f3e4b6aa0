"""Zip files, read entry by entry without unpacking them to disk."""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import BinaryIO, cast

from engine.collect.archives import limits
from engine.collect.archives.limits import DamagedError, allowed, too_large, too_many
from engine.collect.archives.names import decode_names

BROKEN_ENTRY = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError)
END = struct.Struct("<4s4H2LH")  # end of the central directory; below the same for ZIP64
LOCATOR = struct.Struct("<4sLQL")
END_64 = struct.Struct("<4sQ2H2L4Q")
ENTRY_BYTES, NAME_AT = 46, 28
LOCAL_BYTES = 30
FLAGS_AT, UTF8 = 8, 0x800  # a name says that it is UTF-8
UNICODE_PATH = 0x7075  # a further field of an entry, with its name in UTF-8
UNIX = 3  # the system that packed an entry
MAX_DIRECTORY_BYTES = 64_000_000
SUSPECT_BYTES = 10_000_000  # smaller files may shrink as much as they like
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


class ZipSource:
    """A zip file. Raises ValueError if it cannot be read or breaks a limit.

    name_encoding: of names that do not say theirs.
    """

    def __init__(self, file: BinaryIO, title: str, name_encoding: str = "auto") -> None:
        self.file = file
        packed = self.file.seek(0, io.SEEK_END)
        self.skipped: list[tuple[str, str]] = []
        try:
            check_directory(self.file, packed, title)
            self.archive = opened(self.file)
        except (zipfile.BadZipFile, OSError, struct.error, NotImplementedError, UnicodeDecodeError) as error:
            self.file.close()
            raise ValueError(
                f"{title} cannot be read as a zip file ({error}); give a complete one, or an unpacked folder."
            ) from None
        except ValueError:
            self.file.close()
            raise
        names, self.encoding = names_of(self.archive.infolist(), name_encoding)
        listed = zip(names, self.archive.infolist(), strict=True)
        named = [(name, entry) for name, entry in listed if not name.endswith("/")]
        self.names = [name for name, entry in named if not is_link(entry)]
        self.entries = [entry for _, entry in named if not is_link(entry)]
        self.skipped += [(name, limits.LINK) for name, entry in named if is_link(entry)]
        files = [entry for _, entry in named]
        if sum(entry.file_size for entry in files) > allowed(packed):
            self.close()
            raise too_large(title, packed)
        if overlapping(files):
            self.close()
            raise ValueError(f"the files of {title} must not share bytes, and they do; pack them again.")

    def files(self) -> list[tuple[str, int]]:
        """(name, stated size) of each file. Names may repeat."""
        return [(name, entry.file_size) for name, entry in zip(self.names, self.entries, strict=True)]

    def read(self, place: int, limit: int) -> bytes:
        """Reads at most `limit` bytes of a file. Raises DamagedError."""
        entry = self.entries[place]
        if entry.flag_bits & 1:
            raise DamagedError("It has a password; unpack the zip file and give the folder.")
        if limit > SUSPECT_BYTES and entry.file_size > max(SUSPECT_BYTES, limits.MAX_RATIO * entry.compress_size):
            raise DamagedError(
                f"It unpacks to {entry.file_size / 1e6:.0f} MB, over {limits.MAX_RATIO} times its packed size. If you "
                "trust it, unpack the zip file and give the folder."
            )
        try:
            if entry.compress_type in (STORED, DEFLATED) and max(entry.file_size, entry.compress_size) <= limit:
                return self.read_at_once(entry)
            with self.archive.open(entry) as file:
                return file.read(limit)
        except (*BROKEN_ENTRY, MemoryError) as error:
            raise DamagedError(f"It is damaged in the zip file ({error}); pack or download it again.") from None

    def read_at_once(self, entry: zipfile.ZipInfo) -> bytes:
        """Reads a complete file in one step; zipfile's own reader takes ten times longer for a small one."""
        self.file.seek(entry.header_offset)
        local = self.file.read(LOCAL_BYTES)
        if len(local) < LOCAL_BYTES or local[:4] != b"PK\3\4":
            raise zipfile.BadZipFile("no header before its bytes")
        name, extra = struct.unpack_from("<HH", local, 26)
        packed = self.file.read(name + extra + entry.compress_size)[name + extra :]
        if entry.compress_type == DEFLATED:
            # One byte more than stated reveals a wrong size, and nothing beyond it is unpacked.
            packed = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, entry.file_size + 1)
        if len(packed) != entry.file_size or zlib.crc32(packed) != entry.CRC:
            raise zipfile.BadZipFile("its bytes are not those that were packed")
        return packed

    def close(self) -> None:
        """Closes the file."""
        self.archive.close()
        self.file.close()


class Unflagged(io.RawIOBase):
    """A zip file without the claims that names are UTF-8, for one in which such a claim is wrong."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def read(self, size: int = -1) -> bytes:
        """Reads the next bytes, and clears the flag of each entry of a list of files."""
        data = bytearray(self.file.read(size))
        if data.startswith(b"PK\1\2"):
            for at in entries_at(data):
                flags = struct.unpack_from("<H", data, at + FLAGS_AT)[0]
                struct.pack_into("<H", data, at + FLAGS_AT, flags & ~UTF8)
        return bytes(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Moves the reading position."""
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        """The reading position."""
        return self.file.tell()

    def seekable(self) -> bool:
        """Always: an archive is read at any position."""
        return True


def opened(file: BinaryIO) -> zipfile.ZipFile:
    """Opens a zip file, even if a name that claims to be UTF-8 is not."""
    try:
        return zipfile.ZipFile(file)
    except UnicodeDecodeError:
        return zipfile.ZipFile(cast(BinaryIO, Unflagged(file)))


def names_of(entries: list[zipfile.ZipInfo], wanted: str) -> tuple[list[str], str]:
    """The names of all entries, with "/" between folders, and the encoding of those that do not say theirs."""
    said = {at: name for at, entry in enumerate(entries) if (name := said_name(entry)) is not None}
    # zipfile decodes the others as cp437, in which every byte is valid.
    raw = [entry.orig_filename.encode("cp437") for at, entry in enumerate(entries) if at not in said]
    names, encoding = decode_names(raw, wanted, "cp437")
    others = iter(names)
    every = (said[at] if at in said else next(others) for at in range(len(entries)))
    return [name.partition("\0")[0].replace("\\", "/") for name in every], encoding


def said_name(entry: zipfile.ZipInfo) -> str | None:
    """The name of an entry that says it in UTF-8; None for others."""
    if entry.flag_bits & UTF8:
        return entry.orig_filename
    at = 0
    while at + 4 <= len(entry.extra):
        kind, size = struct.unpack_from("<HH", entry.extra, at)
        version, crc = struct.unpack_from("<BL", entry.extra.ljust(at + 9, b"\0"), at + 4)
        # The checksum of the other name shows that nobody renamed the entry without knowing this field.
        if kind == UNICODE_PATH and version == 1 and crc == zlib.crc32(entry.orig_filename.encode("cp437")):
            return entry.extra[at + 9 : at + 4 + size].decode("utf-8", "surrogateescape")
        at += 4 + size
    return None


def is_link(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a symbolic link, as Unix systems pack it: its content is the path of the target."""
    return entry.create_system == UNIX and stat.S_ISLNK(entry.external_attr >> 16)


def check_directory(file: BinaryIO, size: int, title: str) -> None:
    """Counts the entries before they are read. Raises ValueError for too many, BadZipFile for a damaged directory."""
    tail_start = max(size - END.size - 65_535, 0)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < END.size:
        raise zipfile.BadZipFile("the end of its list of files is missing")
    *_, length, start, _ = END.unpack_from(tail, at)
    if (before := tail[max(at - LOCATOR.size, 0) : at])[:4] == b"PK\6\7":
        # zipfile reads it here and ignores the locator.
        file.seek(tail_start + at - LOCATOR.size - END_64.size)
        end = END_64.unpack(file.read(END_64.size))
        length, start = (end[8], end[9]) if end[0] == b"PK\6\6" else (length, start)
    if length > MAX_DIRECTORY_BYTES:
        raise too_many(title)
    # Data before the archive, such as a program that unpacks it, shifts all positions.
    moved = tail_start + at - length - start if before[:4] != b"PK\6\7" else 0
    file.seek(max(start + moved, 0))
    if entries_in(file.read(length)) > limits.MAX_PACKED_MEMBERS:
        raise too_many(title)


def entries_in(directory: bytes) -> int:
    """The number of entries in the bytes of a central directory."""
    return sum(1 for _ in islice(entries_at(directory), limits.MAX_PACKED_MEMBERS + 1))


def entries_at(directory: bytes | bytearray) -> Iterator[int]:
    """Where each entry of a central directory starts."""
    at = 0
    while at + ENTRY_BYTES <= len(directory):
        yield at
        at += ENTRY_BYTES + sum(struct.unpack_from("<3H", directory, at + NAME_AT))


def overlapping(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether entries share bytes of the file, as in zip bombs."""
    spans = sorted((entry.header_offset, entry.header_offset + LOCAL_BYTES + entry.compress_size) for entry in entries)
    return any(end > start for (_, end), (start, _) in pairwise(spans))
