"""Zip files, read entry by entry without unpacking them to disk."""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from itertools import pairwise
from typing import BinaryIO

from engine.collect.archives import limits
from engine.collect.archives.limits import DamagedError, allowed, too_large, too_many

BROKEN_ENTRY = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError)
END = struct.Struct("<4s4H2LH")  # end of the central directory; below the same for ZIP64
LOCATOR = struct.Struct("<4sLQL")
END_64 = struct.Struct("<4sQ2H2L4Q")
ENTRY_BYTES, NAME_AT = 46, 28
LOCAL_BYTES = 30
UNIX = 3  # the system that packed an entry
MAX_DIRECTORY_BYTES = 64_000_000
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


class ZipSource:
    """A zip file. Raises ValueError if it cannot be read or breaks a limit."""

    def __init__(self, file: BinaryIO, title: str) -> None:
        self.file = file
        packed = self.file.seek(0, io.SEEK_END)
        self.skipped: list[tuple[str, str]] = []
        try:
            check_directory(self.file, packed, title)
            self.archive = zipfile.ZipFile(self.file)
        except (zipfile.BadZipFile, OSError, struct.error, NotImplementedError, UnicodeDecodeError) as error:
            self.file.close()
            raise ValueError(
                f"{title} cannot be read as a zip file ({error}); give a complete one, or an unpacked folder."
            ) from None
        except ValueError:
            self.file.close()
            raise
        files = [entry for entry in self.archive.infolist() if not entry.is_dir()]
        self.entries = [entry for entry in files if not is_link(entry)]
        self.skipped += [(entry.filename, limits.LINK) for entry in files if is_link(entry)]
        if sum(entry.file_size for entry in files) > allowed(packed):
            self.close()
            raise too_large(title, packed)
        if overlapping(files):
            self.close()
            raise ValueError(f"the files of {title} must not share bytes, and they do; pack them again.")

    def files(self) -> list[tuple[str, int]]:
        """(name, stated size) of each file. Names may repeat."""
        return [(entry.filename, entry.file_size) for entry in self.entries]

    def read(self, place: int, limit: int) -> bytes:
        """Reads at most `limit` bytes of a file. Raises DamagedError."""
        entry = self.entries[place]
        if entry.flag_bits & 1:
            raise DamagedError("It has a password; unpack the zip file and give the folder.")
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
    at = count = 0
    while at + ENTRY_BYTES <= len(directory) and count <= limits.MAX_PACKED_MEMBERS:
        at += ENTRY_BYTES + sum(struct.unpack_from("<3H", directory, at + NAME_AT))
        count += 1
    return count


def overlapping(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether entries share bytes of the file, as in zip bombs."""
    spans = sorted((entry.header_offset, entry.header_offset + LOCAL_BYTES + entry.compress_size) for entry in entries)
    return any(end > start for (_, end), (start, _) in pairwise(spans))
