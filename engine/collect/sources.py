"""Where images come from: zip files and folders, listed and read one file at a time, never unpacked."""

import lzma
import os
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import NamedTuple

MAX_MEMBERS = 200_000
MAX_MEMBER_BYTES = 200_000_000
# Files that are really images hardly shrink in a zip; bitmaps do, but not this much.
MAX_RATIO = 200
ALWAYS_ALLOWED_BYTES = 1_000_000_000

IMAGE_SUFFIXES = {
    ".png",
    ".jpg",
    ".jpeg",
    ".jpe",
    ".jfif",
    ".gif",
    ".bmp",
    ".dib",
    ".tif",
    ".tiff",
    ".webp",
    ".ppm",
    ".pgm",
    ".pbm",
    ".pnm",
}
# Images that cannot be read are to be listed as such, not passed over.
OTHER_IMAGE_SUFFIXES = {
    ".heic",
    ".heif",
    ".avif",
    ".svg",
    ".psd",
    ".jp2",
    ".jxl",
    ".ico",
    ".tga",
    ".eps",
    ".raw",
    ".dng",
}
SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
SIDE_FILES = ("thumbs.db", "desktop.ini")
BROKEN_ENTRY = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError)


class Member(NamedTuple):
    """A file of a source: which source, its place there, its path inside with "/", and its size in bytes."""

    source: int
    place: int
    name: str
    size: int

    @property
    def suffix(self) -> str:
        """The ending in small letters, with its dot."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def hidden(self) -> bool:
        """Whether it is a by-product of some system that nobody means as content."""
        parts = PurePosixPath(self.name).parts
        return (
            any((part.startswith(".") and part.strip(".")) or part == "__MACOSX" for part in parts)
            or parts[-1].lower() in SIDE_FILES
        )


class Damaged(ValueError):
    """A file of a source cannot be read; the text is one sentence."""


class ZipSource:
    """A zip file, read entry by entry. Raises ValueError when it is none, or one built to flood the machine."""

    def __init__(self, path: Path) -> None:
        try:
            self.archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise ValueError(
                f"{path.name} is no zip file that can be read ({error}); give a complete .zip or an unpacked folder."
            ) from None
        self.entries = [each for each in self.archive.infolist() if not each.is_dir()]
        total, packed = sum(each.file_size for each in self.entries), path.stat().st_size
        if total > max(ALWAYS_ALLOWED_BYTES, MAX_RATIO * packed):
            raise ValueError(
                f"{path.name} holds {total / 1e9:.1f} GB in {packed / 1e6:.1f} MB, more than images can be packed; "
                "if it is sound, unpack it and give the folder."
            )

    def files(self) -> list[tuple[str, int]]:
        """(name, stated size) of each file; names may occur twice."""
        return [(each.filename, each.file_size) for each in self.entries]

    def read(self, place: int, limit: int) -> bytes:
        """At most `limit` bytes of a file. Raises Damaged."""
        if self.entries[place].flag_bits & 1:
            raise Damaged("It is locked with a password; unpack the zip and give the folder.")
        try:
            with self.archive.open(self.entries[place]) as file:
                return file.read(limit)
        except BROKEN_ENTRY as error:
            raise Damaged(f"It is damaged in the zip ({error}); pack or download it again.") from None

    def close(self) -> None:
        """Lets go of the file."""
        self.archive.close()


class FolderSource:
    """A folder with all below it; links to folders are not followed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found = list(islice(self.walk(), MAX_MEMBERS + 1))

    def walk(self) -> Iterator[tuple[str, int]]:
        """(path below the folder, size) of each regular file, in a fixed order."""
        for folder, below, names in os.walk(self.path):
            below.sort()
            for file in (Path(folder, name) for name in sorted(names)):
                if file.is_file():
                    yield file.relative_to(self.path).as_posix(), file.stat().st_size

    def files(self) -> list[tuple[str, int]]:
        """(path below the folder, size) of each file."""
        return self.found

    def read(self, place: int, limit: int) -> bytes:
        """At most `limit` bytes of a file. Raises Damaged."""
        try:
            with (self.path / self.found[place][0]).open("rb") as file:
                return file.read(limit)
        except OSError as error:
            raise Damaged(f"It cannot be opened ({error.strerror}); check that it may be read.") from None

    def close(self) -> None:
        """Nothing is held open."""


class Sources:
    """All sources of a dataset under one numbering; use it in a `with` block."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = [Path(path) for path in paths]
        self.opened: list[ZipSource | FolderSource] = []

    def __enter__(self) -> "Sources":
        for path in self.paths:
            if not path.exists():
                raise FileNotFoundError(f"there is no {str(path)!r}; give the path of a zip file or a folder.")
            self.opened.append(FolderSource(path) if path.is_dir() else ZipSource(path))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in self.opened:
            each.close()

    @property
    def title(self) -> str:
        """The sources' names, for people."""
        return ", ".join(path.name for path in self.paths)

    def members(self) -> list[Member]:
        """All files that somebody may have meant, in a fixed order. Raises ValueError when there are too many."""
        found = [
            Member(index, place, *file)
            for index, source in enumerate(self.opened)
            for place, file in enumerate(source.files())
        ]
        if len(found) > MAX_MEMBERS:
            raise ValueError(
                f"{self.title} holds more than {MAX_MEMBERS:,} files; give a folder or zip with fewer of them."
            )
        return [each for each in found if not each.hidden]

    def read(self, member: Member, limit: int = MAX_MEMBER_BYTES) -> bytes:
        """A file's bytes, at most `limit` of them. Raises Damaged."""
        return self.opened[member.source].read(member.place, limit)

    def is_image(self, member: Member) -> bool:
        """Whether a file was meant as an image, by its ending or else by its first bytes."""
        if member.suffix in IMAGE_SUFFIXES or member.suffix in OTHER_IMAGE_SUFFIXES:
            return True
        try:
            return self.read(member, 16).startswith(SIGNATURES)
        except Damaged:
            return False

    def path_of(self, member: Member) -> str:
        """The path to store beside the picture: inside its source, and behind the source's name if there are more."""
        return member.name if len(self.paths) == 1 else f"{self.paths[member.source].name}/{member.name}"


def endings(members: Iterable[Member]) -> str:
    """What there is in a few words: "3 .txt, 1 .zip"."""
    counts = Counter(member.suffix or "without ending" for member in members)
    return ", ".join(f"{count} {ending}" for ending, count in counts.most_common(5)) or "no files"
