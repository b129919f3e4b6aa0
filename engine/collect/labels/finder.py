"""Finds the files that a list means by the paths written in it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote

from engine.collect.archives.sources import Member
from engine.imaging.decode import IMAGE_ENDINGS

UPLOAD_MARK = re.compile(r"^[0-9a-f]{8}-")  # Label Studio puts it before the names of uploaded files


class Index:
    """Files by path and name, once for all lists of a source."""

    def __init__(self, members: Iterable[Member]) -> None:
        self.by_path: dict[str, list[Member]] = defaultdict(list)
        self.by_folded_path: dict[str, list[Member]] = defaultdict(list)
        self.by_name: dict[str, list[Member]] = defaultdict(list)
        self.by_stem: dict[str, list[Member]] = defaultdict(list)
        for member in members:
            self.by_path[member.name].append(member)
            self.by_folded_path[member.name.casefold()].append(member)
            self.by_name[member.name.rpartition("/")[2].casefold()].append(member)
            if member.suffix in IMAGE_ENDINGS:
                self.by_stem[member.stem.casefold()].append(member)


class Finder:
    """Finds files by listed paths: relative to the list or the source, even with wrong case, folders or no ending.

    title: the name of the list. A file that several folders have is looked for in the folder named like the list.
    """

    def __init__(self, folder: PurePosixPath, index: Index, title: str = "") -> None:
        self.start = "" if folder == PurePosixPath() else f"{folder}/"
        self.words = set(words(title))
        self.index = index

    def find(self, written: str) -> list[Member]:
        """The files that a listed path may mean: none, one, or several if it is ambiguous."""
        members = self.named(written) or self.index.by_stem.get(stem_of(written), [])
        return members if len(members) < 2 else self.nearest(members)

    def weight(self, written: str) -> int:
        """How surely a text is the path of a file: 2 with its ending, 1 without, 0 if there is no such file."""
        return 2 if self.named(written) else int(stem_of(written) in self.index.by_stem)

    def named(self, written: str) -> list[Member]:
        """The files with this path or name, ending included."""
        if not written or len(written) > 1000:
            return []
        members = self.by_place(written) or self.by_last_name(written)
        if not members and "%" in written:
            members = self.by_place(unquote(written)) or self.by_last_name(unquote(written))
        return members

    def by_place(self, written: str) -> list[Member]:
        """The files at a path relative to the list or the source."""
        # Some names really contain a backslash.
        for path in dict.fromkeys((written, written.replace("\\", "/"))):
            clean = str(PurePosixPath(path)) if path.startswith(".") or "/." in path or "//" in path else path
            for full in (self.start + clean, clean):
                if members := self.index.by_path.get(full) or self.index.by_folded_path.get(full.casefold()):
                    return members
        return []

    def by_last_name(self, written: str) -> list[Member]:
        """The files with the last name of a path, as it is or without the mark of an upload."""
        name = last_name(written)
        return self.index.by_name.get(name) or self.index.by_name.get(
            UPLOAD_MARK.sub("", name.rpartition("?d=")[2]), []
        )

    def nearest(self, members: list[Member]) -> list[Member]:
        """Of several files of one name, those in a folder or archive named like the list, or else all."""
        near = [member for member in members if self.words & set(folder_words(member))]
        return near or members


def last_name(path: str) -> str:
    """The last name of a path, for comparison."""
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2].casefold()


def stem_of(path: str) -> str:
    """The last name of a path without the ending of an image, for comparison."""
    name = last_name(path)
    return name.rpartition(".")[0] if name.endswith(IMAGE_ENDINGS) else name


def words(name: str) -> Iterable[str]:
    """The words of a file's name without its ending: "train_labels.csv" -> train, labels."""
    return (word for word in re.split(r"[^0-9a-z]+", name.casefold().partition(".")[0]) if word)


def folder_words(member: Member) -> Iterable[str]:
    """The words in the names of a file's folders."""
    return (word for folder in PurePosixPath(member.name).parts[:-1] for word in words(folder))
