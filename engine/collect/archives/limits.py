"""Limits on what a source may use of the machine, and the scratch file for contents that must be unpacked."""

import io
from typing import BinaryIO, NamedTuple

from engine.core.storage.folders import free_bytes, scratch_file

MAX_MEMBERS = 200_000
MAX_PACKED_MEMBERS = 100_000
MAX_MEMBER_BYTES = 200_000_000
# Image files hardly shrink in an archive; bitmaps do, but not this much.
MAX_RATIO = 200
ALWAYS_ALLOWED_BYTES = 1_000_000_000
MAX_UNPACKED_BYTES = 50_000_000_000
LINK = "It is a link in the archive, which is not followed; pack the file itself."


class DamagedError(ValueError):
    """A file of a source cannot be read. The text is one sentence."""


class Place(NamedTuple):
    """Where a file starts in a scratch file, and its size, in bytes."""

    start: int
    size: int


def allowed(packed: int) -> int:
    """The number of bytes that an archive of `packed` bytes may contain."""
    return min(max(ALWAYS_ALLOWED_BYTES, MAX_RATIO * packed), MAX_UNPACKED_BYTES)


def too_many(title: str) -> ValueError:
    """The error for an archive with too many files."""
    return ValueError(
        f"{title} contains more than {MAX_PACKED_MEMBERS:,} files; divide it, or unpack it into a folder."
    )


def too_large(title: str, packed: int) -> ValueError:
    """The error for an archive that unpacks to more than an archive of images can."""
    return ValueError(
        f"{title} contains over {allowed(packed) / 1e9:g} GB in {packed / 1e6:.1f} MB, more than images can be packed; "
        "if you trust it, unpack it and give the folder."
    )


class Scratch:
    """An unnamed file for unpacked contents, so that memory stays small. It disappears when closed or killed.

    Accepts at most what an archive of `packed` bytes may contain, and at most half of the free disk space.
    """

    def __init__(self, title: str, packed: int) -> None:
        self.title, self.packed = title, packed
        self.free = free_bytes() // 2
        self.file = scratch_file()
        self.size = 0

    def write(self, data: bytes | bytearray) -> int:
        """Appends bytes. Raises ValueError at a limit."""
        self.size += len(data)
        if self.size > allowed(self.packed):
            raise too_large(self.title, self.packed)
        if self.size > self.free:
            raise ValueError(f"{self.title} needs more than half of the free disk space; free some space first.")
        return self.file.write(data)

    def read(self, place: Place, limit: int) -> bytes:
        """Reads at most `limit` bytes of a file."""
        self.file.seek(place.start)
        return self.file.read(min(place.size, limit))

    def close(self) -> None:
        """Frees the space."""
        self.file.close()


class Guarded(io.RawIOBase):
    """A file that refuses reads larger than a header, even if a header asks for more."""

    LONGEST = 1_000_000

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def read(self, size: int = -1) -> bytes:
        """Reads the next `size` bytes. Raises ValueError if they are too many for a header."""
        if not 0 <= size <= self.LONGEST:
            raise ValueError(f"a header of {size} bytes")
        return self.file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Moves the reading position."""
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        """The reading position."""
        return self.file.tell()
