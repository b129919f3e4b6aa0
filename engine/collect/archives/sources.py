"""Lists and reads the files of archives and folders one at a time, without unpacking them into a folder."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import NamedTuple

from engine.collect.archives import limits, names
from engine.collect.archives.limits import MAX_MEMBER_BYTES, DamagedError
from engine.collect.archives.opening import ARCHIVE_ENDINGS, Reader, open_inner, open_source
from engine.collect.note import Note
from engine.core.storage.encodings import words_for
from engine.imaging.decode import IMAGE_ENDINGS, describe_unreadable

# Image formats that cannot be read are listed with a reason instead of being ignored.
OTHER_IMAGE_ENDINGS = {
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
OTHER_SIGNATURES = (b"BM", b"RIFF", b"P1", b"P2", b"P3", b"P4", b"P5", b"P6")  # too short to tell an image from a text
LARGE_BYTES, START_BYTES = 10_000_000, 1000
SIDE_FILES = ("thumbs.db", "desktop.ini")
SHOWN_NAMES = 5


class Member(NamedTuple):
    """A file of a source: the numbers of the source and of the file, its path with "/", and its size in bytes."""

    source: int
    place: int
    name: str
    size: int

    @property
    def suffix(self) -> str:
        """The extension in lower case, with its dot."""
        name = self.name.rpartition("/")[2]
        stem, dot, ending = name.rpartition(".")
        return f".{ending.lower()}" if dot and stem.strip(".") and ending else ""

    @property
    def stem(self) -> str:
        """The file name without its extension; pathlib would take longer than reading a small image."""
        name = self.name.rpartition("/")[2]
        stem, dot, ending = name.rpartition(".")
        return stem if dot and stem.strip(".") and ending else name

    @property
    def hidden(self) -> bool:
        """Whether it is a by-product of an operating system rather than content."""
        if not self.name.startswith(".") and "/." not in self.name and "__MACOSX" not in self.name:
            return self.name.rpartition("/")[2].lower() in SIDE_FILES
        parts = PurePosixPath(self.name).parts
        return (
            any((part.startswith(".") and part.strip(".")) or part == "__MACOSX" for part in parts)
            or parts[-1].lower() in SIDE_FILES
        )


class Opened(NamedTuple):
    """A reader, the number of the source it belongs to, and the prefix of its file names."""

    reader: Reader
    top: int
    prefix: str


class Sources:
    """All sources of a dataset, numbered together. Use it in a `with` block.

    Archives inside a source are opened too, one level deep. skipped: (file, reason) of links, devices, and archives
    that cannot be opened. name_encoding: of names that do not say theirs, or "auto".
    """

    def __init__(self, paths: Iterable[str], name_encoding: str = "auto") -> None:
        self.paths = [Path(path) for path in paths]
        self.name_encoding = name_encoding
        self.opened: list[Opened] = []
        self.skipped: list[tuple[str, str]] = []

    def __enter__(self) -> "Sources":
        try:
            for top, path in enumerate(self.paths):
                if not path.exists():
                    raise FileNotFoundError(f"there is no {str(path)!r}; give the path of an archive or a folder.")
                self.add(Opened(open_source(path, self.name_encoding), top, ""))
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
        """Closes every source."""
        for opened in self.opened:
            opened.reader.close()

    def add(self, opened: Opened) -> None:
        """Adds a source. Raises ValueError if there are too many files."""
        self.opened.append(opened)
        self.skipped += [(self.shown(opened, name), reason) for name, reason in opened.reader.skipped]
        if sum(len(source.reader.files()) for source in self.opened) > limits.MAX_MEMBERS:
            raise ValueError(
                f"{self.title} contains more than {limits.MAX_MEMBERS:,} files; give a folder or archive with fewer."
            )

    def open_inner(self, number: int, outer: Opened) -> None:
        """Opens the archives inside a source."""
        for place, (name, size) in enumerate(outer.reader.files()):
            member = Member(number, place, name, size)
            if member.suffix in ARCHIVE_ENDINGS and not member.hidden:
                try:
                    inner = open_inner(outer.reader, place, size, name, self.name_encoding)
                    self.add(Opened(inner, outer.top, f"{name}/"))
                except DamagedError as reason:
                    self.skipped.append((self.shown(outer, name), str(reason)))

    @property
    def title(self) -> str:
        """The sources' names, for people."""
        return ", ".join(names.shown(path.name) for path in self.paths)

    def notes(self) -> list[Note]:
        """How names were read that are not UTF-8, for each source that has some."""
        notes = []
        for opened in self.opened:
            where = names.shown(opened.prefix.rstrip("/") or self.paths[opened.top].name)
            if opened.reader.encoding != "utf-8":
                words = f"{opened.reader.encoding} ({words_for(opened.reader.encoding)})"
                notes.append(Note(f"File names in {where} are read as {words}; --name-encoding changes it."))
            damaged = [name for name, _ in opened.reader.files() if names.shown(name) != name]
            if damaged:
                first = ", ".join(map(names.shown, damaged[:SHOWN_NAMES]))
                count = "1 file name is" if len(damaged) == 1 else f"{len(damaged)} file names are"
                notes.append(Note(f"In {where}, {count} not valid text in any encoding: {first}."))
        return notes

    def members(self) -> list[Member]:
        """All files except by-products of operating systems, in a fixed order."""
        members = (
            Member(number, place, opened.prefix + name, size)
            for number, opened in enumerate(self.opened)
            for place, (name, size) in enumerate(opened.reader.files())
        )
        return [member for member in members if member.name and not member.hidden]

    def read(self, member: Member, limit: int = MAX_MEMBER_BYTES) -> bytes:
        """Reads at most `limit` bytes of a file.

        Raises DamagedError, also for a large file that is named like an image and does not begin like one.
        """
        reader = self.opened[member.source].reader
        if member.size > LARGE_BYTES and member.suffix in IMAGE_ENDINGS:
            start = reader.read(member.place, START_BYTES)
            if not start.startswith((*SIGNATURES, *OTHER_SIGNATURES)):
                raise DamagedError(describe_unreadable(start))
        return reader.read(member.place, limit)

    def is_image(self, member: Member) -> bool:
        """Whether a file is meant to be an image, judging by its extension or else by its first bytes."""
        if member.suffix in IMAGE_ENDINGS or member.suffix in OTHER_IMAGE_ENDINGS:
            return True
        try:
            return self.read(member, 16).startswith(SIGNATURES)
        except DamagedError:
            return False

    def path_of(self, member: Member) -> str:
        """The path to store with the image: inside its source, after the name of the source if there are several."""
        name = names.shown(member.name)
        return name if len(self.paths) == 1 else f"{self.source_of(member)}/{name}"

    def source_of(self, member: Member) -> str:
        """The name of the source of a file."""
        return names.shown(self.paths[self.opened[member.source].top].name)

    def columns_of(self, members: Iterable[Member]) -> dict[str, list[str]]:
        """The column with the source of each row, if there are several sources."""
        return {"source": [self.source_of(member) for member in members]} if len(self.paths) > 1 else {}

    def shown(self, opened: Opened, name: str) -> str:
        """The path of a file as shown to people."""
        path = names.shown(opened.prefix + name)
        return path if len(self.paths) == 1 else f"{self.paths[opened.top].name}/{path}"


def endings(members: Iterable[Member]) -> str:
    """Summarises files by extension: "3 .txt, 1 .zip"."""
    counts = Counter(member.suffix or "without extension" for member in members)
    return ", ".join(f"{count} {ending}" for ending, count in counts.most_common(5)) or "no files"
