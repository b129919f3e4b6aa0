"""Where images come from: archives and folders, listed and read one file at a time, never unpacked into a folder."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import NamedTuple

from engine.collect.archives import limits
from engine.collect.archives.limits import MAX_MEMBER_BYTES, Damaged
from engine.collect.archives.opening import ARCHIVE_SUFFIXES, Reader, open_inner, open_source

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


class Member(NamedTuple):
    """A file of a source: which source, its place there, its path inside with "/", and its size in bytes."""

    source: int
    place: int
    name: str
    size: int

    @property
    def suffix(self) -> str:
        """The ending in small letters, with its dot."""
        name = self.name.rpartition("/")[2]
        stem, dot, ending = name.rpartition(".")
        return f".{ending.lower()}" if dot and stem.strip(".") and ending else ""

    @property
    def stem(self) -> str:
        """The file's name without its ending; pathlib takes longer than reading a small image."""
        name = self.name.rpartition("/")[2]
        stem, dot, ending = name.rpartition(".")
        return stem if dot and stem.strip(".") and ending else name

    @property
    def hidden(self) -> bool:
        """Whether it is a by-product of some system that nobody means as content."""
        if not self.name.startswith(".") and "/." not in self.name and "__MACOSX" not in self.name:
            return self.name.rpartition("/")[2].lower() in SIDE_FILES
        parts = PurePosixPath(self.name).parts
        return (
            any((part.startswith(".") and part.strip(".")) or part == "__MACOSX" for part in parts)
            or parts[-1].lower() in SIDE_FILES
        )


class Opened(NamedTuple):
    """A reader, the number of the source it belongs to, and what stands before its files' names."""

    reader: Reader
    top: int
    prefix: str


class Sources:
    """All sources of a dataset under one numbering; use it in a `with` block.

    Archives that lie in a source are opened too, one level deep. skipped: (file, reason) of what is no image that
    could be read: links, devices, archives that cannot be opened.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = [Path(path) for path in paths]
        self.opened: list[Opened] = []
        self.skipped: list[tuple[str, str]] = []

    def __enter__(self) -> "Sources":
        try:
            for top, path in enumerate(self.paths):
                if not path.exists():
                    raise FileNotFoundError(f"there is no {str(path)!r}; give the path of an archive or a folder.")
                self.add(Opened(open_source(path), top, ""))
            for number, outer in enumerate(list(self.opened)):
                self.open_inner(number, outer)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of every source."""
        for each in self.opened:
            each.reader.close()

    def add(self, opened: Opened) -> None:
        """Takes a source in. Raises ValueError when there are too many files."""
        self.opened.append(opened)
        self.skipped += [(self.shown(opened, name), reason) for name, reason in opened.reader.skipped]
        if sum(len(each.reader.files()) for each in self.opened) > limits.MAX_MEMBERS:
            raise ValueError(
                f"{self.title} holds more than {limits.MAX_MEMBERS:,} files; give a folder or archive with fewer."
            )

    def open_inner(self, number: int, outer: Opened) -> None:
        """Opens the archives that lie in a source."""
        for place, (name, size) in enumerate(outer.reader.files()):
            member = Member(number, place, name, size)
            if member.suffix in ARCHIVE_SUFFIXES and not member.hidden:
                try:
                    self.add(Opened(open_inner(outer.reader, place, size, name), outer.top, f"{name}/"))
                except Damaged as reason:
                    self.skipped.append((self.shown(outer, name), str(reason)))

    @property
    def title(self) -> str:
        """The sources' names, for people."""
        return ", ".join(path.name for path in self.paths)

    def members(self) -> list[Member]:
        """All files that somebody may have meant, in a fixed order."""
        found = (
            Member(number, place, each.prefix + name, size)
            for number, each in enumerate(self.opened)
            for place, (name, size) in enumerate(each.reader.files())
        )
        return [each for each in found if each.name and not each.hidden]

    def read(self, member: Member, limit: int = MAX_MEMBER_BYTES) -> bytes:
        """A file's bytes, at most `limit` of them. Raises Damaged."""
        return self.opened[member.source].reader.read(member.place, limit)

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
        return member.name if len(self.paths) == 1 else f"{self.source_of(member)}/{member.name}"

    def source_of(self, member: Member) -> str:
        """The name of the source that a file came with."""
        return self.paths[self.opened[member.source].top].name

    def columns_of(self, members: Iterable[Member]) -> dict[str, list[str]]:
        """The column that tells where rows came from, where there are several sources."""
        return {"source": [self.source_of(member) for member in members]} if len(self.paths) > 1 else {}

    def shown(self, opened: Opened, name: str) -> str:
        """The path of a file as people read it."""
        path = opened.prefix + name
        return path if len(self.paths) == 1 else f"{self.paths[opened.top].name}/{path}"


def endings(members: Iterable[Member]) -> str:
    """What there is in a few words: "3 .txt, 1 .zip"."""
    counts = Counter(member.suffix or "without ending" for member in members)
    return ", ".join(f"{count} {ending}" for ending, count in counts.most_common(5)) or "no files"
