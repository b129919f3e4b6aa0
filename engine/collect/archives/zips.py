"""Zip files, read entry by entry and never unpacked."""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from itertools import pairwise
from typing import BinaryIO

from engine.collect.archives import limits
from engine.collect.archives.limits import Damaged, allowed, too_large, too_many

BROKEN_ENTRY = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError)
END = struct.Struct("<4s4H2LH")  # end of the central directory, and the same of ZIP64
LOCATOR = struct.Struct("<4sLQL")
END_64 = struct.Struct("<4sQ2H2L4Q")
ENTRY_BYTES, NAME_AT = 46, 28
LOCAL_BYTES = 30
UNIX = 3  # as the system that packed an entry
MAX_DIRECTORY_BYTES = 64_000_000
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


class ZipSource:
    """A zip file. Raises ValueError when it is none, or one built to flood the machine."""

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
                f"{title} is no zip file that can be read ({error}); give a complete .zip or an unpacked folder."
            ) from None
        except ValueError:
            self.file.close()
            raise
        files = [each for each in self.archive.infolist() if not each.is_dir()]
        self.entries = [each for each in files if not is_link(each)]
        self.skipped += [(each.filename, limits.LINK) for each in files if is_link(each)]
        if sum(each.file_size for each in files) > allowed(packed):
            self.close()
            raise too_large(title, packed)
        if overlapping(files):
            self.close()
            raise ValueError(f"{title} is built so that its files share the same bytes; pack them again.")

    def files(self) -> list[tuple[str, int]]:
        """(name, stated size) of each file; names may occur twice."""
        return [(each.filename, each.file_size) for each in self.entries]

    def read(self, place: int, limit: int) -> bytes:
        """At most `limit` bytes of a file. Raises Damaged."""
        entry = self.entries[place]
        if entry.flag_bits & 1:
            raise Damaged("It is locked with a password; unpack the zip and give the folder.")
        try:
            if entry.compress_type in (STORED, DEFLATED) and max(entry.file_size, entry.compress_size) <= limit:
                return self.whole(entry)
            with self.archive.open(entry) as file:
                return file.read(limit)
        except (*BROKEN_ENTRY, MemoryError) as error:
            raise Damaged(f"It is damaged in the zip ({error}); pack or download it again.") from None

    def whole(self, entry: zipfile.ZipInfo) -> bytes:
        """A whole file in one step; zipfile's own reader takes ten times longer for a small one."""
        self.file.seek(entry.header_offset)
        local = self.file.read(LOCAL_BYTES)
        if len(local) < LOCAL_BYTES or local[:4] != b"PK\3\4":
            raise zipfile.BadZipFile("no header before its bytes")
        name, extra = struct.unpack_from("<HH", local, 26)
        packed = self.file.read(name + extra + entry.compress_size)[name + extra :]
        if entry.compress_type == DEFLATED:
            # One byte more than stated shows a size that lies, and no more than that is ever unpacked.
            packed = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, entry.file_size + 1)
        if len(packed) != entry.file_size or zlib.crc32(packed) != entry.CRC:
            raise zipfile.BadZipFile("its bytes are not those that were packed")
        return packed

    def close(self) -> None:
        """Lets go of the file."""
        self.archive.close()
        self.file.close()


def is_link(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a link, as systems of the Unix kind pack them: its content is the path it leads to."""
    return entry.create_system == UNIX and stat.S_ISLNK(entry.external_attr >> 16)


def check_directory(file: BinaryIO, size: int, title: str) -> None:
    """Counts the entries before anything is made of them. Raises ValueError for too many, BadZipFile for none."""
    tail_start = max(size - END.size - 65_535, 0)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < END.size:
        raise zipfile.BadZipFile("no end of its list of files, so it is cut short or no zip")
    *_, length, start, _ = END.unpack_from(tail, at)
    if (before := tail[max(at - LOCATOR.size, 0) : at])[:4] == b"PK\6\7":
        # Where zipfile reads it, whatever the locator says.
        file.seek(tail_start + at - LOCATOR.size - END_64.size)
        end = END_64.unpack(file.read(END_64.size))
        length, start = (end[8], end[9]) if end[0] == b"PK\6\6" else (length, start)
    if length > MAX_DIRECTORY_BYTES:
        raise too_many(title)
    # What stands before the archive, such as a program that unpacks it, moves everything.
    moved = tail_start + at - length - start if before[:4] != b"PK\6\7" else 0
    file.seek(max(start + moved, 0))
    if entries_in(file.read(length)) > limits.MAX_PACKED_MEMBERS:
        raise too_many(title)


def entries_in(directory: bytes) -> int:
    """How many entries the bytes of a central directory hold."""
    at = count = 0
    while at + ENTRY_BYTES <= len(directory) and count <= limits.MAX_PACKED_MEMBERS:
        at += ENTRY_BYTES + sum(struct.unpack_from("<3H", directory, at + NAME_AT))
        count += 1
    return count


def overlapping(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether entries share bytes of the file, as those of a quine or of a better bomb do."""
    spans = sorted((each.header_offset, each.header_offset + LOCAL_BYTES + each.compress_size) for each in entries)
    return any(end > start for (_, end), (start, _) in pairwise(spans))
