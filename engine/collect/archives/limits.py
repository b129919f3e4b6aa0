"""What a source may ask of the machine, and the scratch file that holds what has to be unpacked to be read."""

import io
from typing import BinaryIO, NamedTuple

from engine.core.storage.folders import free_bytes, scratch_file

MAX_MEMBERS = 200_000
MAX_PACKED_MEMBERS = 100_000
MAX_MEMBER_BYTES = 200_000_000
# Files that are really images hardly shrink in an archive; bitmaps do, but not this much.
MAX_RATIO = 200
ALWAYS_ALLOWED_BYTES = 1_000_000_000
MAX_UNPACKED_BYTES = 50_000_000_000
LINK = "It is a link in the archive, and links are not followed; pack the file itself."


class Damaged(ValueError):
    """A file of a source cannot be read; the text is one sentence."""


class Place(NamedTuple):
    """Where a file lies in a scratch file, in bytes."""

    start: int
    size: int


def allowed(packed: int) -> int:
    """How many bytes an archive of `packed` bytes may hold."""
    return min(max(ALWAYS_ALLOWED_BYTES, MAX_RATIO * packed), MAX_UNPACKED_BYTES)


def too_many(title: str) -> ValueError:
    """The refusal of an archive with more files than are read."""
    return ValueError(f"{title} holds more than {MAX_PACKED_MEMBERS:,} files; divide it, or unpack it into a folder.")


def too_large(title: str, packed: int) -> ValueError:
    """The refusal of an archive that unpacks to more than images can be packed."""
    return ValueError(
        f"{title} holds over {allowed(packed) / 1e9:g} GB in {packed / 1e6:.1f} MB, more than images can be packed; "
        "if it is sound, unpack it and give the folder."
    )


class Scratch:
    """An unnamed file for what an archive holds, so that memory stays small; it is gone when it is closed, or killed.

    Takes no more than an archive of `packed` bytes may hold, nor more than half of the free disk.
    """

    def __init__(self, title: str, packed: int) -> None:
        self.title, self.packed = title, packed
        self.free = free_bytes() // 2
        self.file = scratch_file()
        self.size = 0

    def write(self, data: bytes | bytearray) -> int:
        """Adds bytes at the end. Raises ValueError at a limit."""
        self.size += len(data)
        if self.size > allowed(self.packed):
            raise too_large(self.title, self.packed)
        if self.size > self.free:
            raise ValueError(f"{self.title} needs more than half of the free disk; free some space first.")
        return self.file.write(data)

    def read(self, place: Place, limit: int) -> bytes:
        """At most `limit` bytes of a file."""
        self.file.seek(place.start)
        return self.file.read(min(place.size, limit))

    def close(self) -> None:
        """Gives the space back."""
        self.file.close()


class Guarded(io.RawIOBase):
    """A file of which nobody reads more than a header's worth at once, whatever a header says."""

    LONGEST = 1_000_000

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes. Raises ValueError when they are too many for a header."""
        if not 0 <= size <= self.LONGEST:
            raise ValueError(f"a header of {size} bytes")
        return self.file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Moves the place where reading goes on."""
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        """The place where reading goes on."""
        return self.file.tell()
