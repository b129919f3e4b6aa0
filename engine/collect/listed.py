"""Labels from a CSV list with a column of files and one of labels, with or without a header line."""

import csv
import io
from collections import defaultdict
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from engine.collect.sources import IMAGE_SUFFIXES, Member, Sources

MAX_LIST_BYTES = 100_000_000
LABEL_TITLES = ("label", "labels", "text", "class", "character", "symbol", "value", "target", "name")
GROUP_TITLES = ("group", "writer", "signer", "user", "source")


class Listed(NamedTuple):
    """A list matched with the files there are.

    labels: for each file the different (label, group) pairs that the list gives it.
    missing: (file as listed, reason) for lines that no file belongs to. title: the list's name.
    """

    labels: dict[Member, set[tuple[str, str | None]]]
    missing: list[tuple[str, str]]
    title: str


class Columns(NamedTuple):
    """Which columns hold what, and how many lines come before the data (0 or 1)."""

    file: int
    label: int
    group: int | None
    skip: int


def read_list(wanted: str, sources: Sources, members: list[Member]) -> Listed:
    """Reads the list called `wanted`, or the only CSV there is, and finds the file of each line.

    Raises FileNotFoundError when there is no such list, ValueError when it names no file of the source.
    """
    title, folder, data = find_list(wanted, sources, members)
    rows = parse(title, data)
    finder = Finder(folder, members)
    columns = guess_columns(title, rows, finder)
    labels: dict[Member, set[tuple[str, str | None]]] = defaultdict(set)
    missing = []
    for row in rows[columns.skip :]:
        if len(row) <= max(columns.file, columns.label):
            missing.append((",".join(row), f"This line of {title} has too few columns; complete it."))
            continue
        found = finder.find(row[columns.file])
        group = row[columns.group] or None if columns.group is not None and columns.group < len(row) else None
        for member in found[:1]:
            labels[member].add((row[columns.label], group))
        if len(found) != 1:
            why = f"{len(found)} files of this name" if found else "no such file"
            missing.append((row[columns.file], f"{title} lists it, but there is {why}; correct its path in the list."))
    return Listed(labels, missing, title)


def find_list(wanted: str, sources: Sources, members: list[Member]) -> tuple[str, PurePosixPath, bytes]:
    """The list's name, the folder inside the source that it lies in, and its bytes."""
    if Path(wanted).is_absolute():
        if not Path(wanted).is_file():
            raise FileNotFoundError(f"there is no list {wanted!r}; give a CSV file with columns file and label.")
        with Path(wanted).open("rb") as file:
            return Path(wanted).name, PurePosixPath(), file.read(MAX_LIST_BYTES + 1)
    lists = [each for each in members if each.suffix == ".csv"]
    fitting = [each for each in members if each.name == wanted or each.name.endswith("/" + wanted)] if wanted else lists
    if len(fitting) != 1:
        there = ", ".join(each.name for each in lists[:10]) or "none"
        raise ValueError(
            f"csv must name one list of file and label in {sources.title}; got {wanted!r}, and the lists there are: "
            f"{there}."
        )
    only = fitting[0]
    return PurePosixPath(only.name).name, PurePosixPath(only.name).parent, sources.read(only, MAX_LIST_BYTES + 1)


def parse(title: str, data: bytes) -> list[list[str]]:
    """The lines of a CSV as texts, empty lines left out; separated by comma, semicolon or tab."""
    if len(data) > MAX_LIST_BYTES:
        raise ValueError(f"{title} is larger than {MAX_LIST_BYTES // 10**6} MB; divide it into several lists.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{title} is not written in UTF-8; save it again as CSV UTF-8.") from None
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
    except csv.Error as error:
        raise ValueError(f"{title} is no proper CSV ({error}); save it again as CSV UTF-8.") from None


def guess_columns(title: str, rows: list[list[str]], finder: "Finder") -> Columns:
    """The column that names files, the one that is called label or is the next, and a header line if there is one."""
    some = rows[:51]
    width = max((len(row) for row in some), default=0)
    hits = [sum(len(row) > column and bool(finder.find(row[column])) for row in some) for column in range(width)]
    if width < 2 or not any(hits):
        first = ",".join(rows[0])[:80] if rows else ""
        raise ValueError(
            f"{title} names no file of the source in a column beside the labels; its first line is {first!r}. Write "
            "each file's path as it is in the source, then its label."
        )
    file = hits.index(max(hits))
    head = [cell.strip().lower() for cell in rows[0]] + [""] * (width - len(rows[0]))
    if finder.find(rows[0][file]) or PurePosixPath(head[file]).suffix in IMAGE_SUFFIXES:
        return Columns(file, int(file == 0), None, 0)
    others = [column for column in range(width) if column != file]
    label = next((column for column in others if head[column] in LABEL_TITLES), others[0])
    group = next((column for column in others if head[column] in GROUP_TITLES and column != label), None)
    return Columns(file, label, group, 1)


class Finder:
    """Finds files by the paths people write into lists: from the list's folder or the top, case or folders amiss."""

    def __init__(self, folder: PurePosixPath, members: list[Member]) -> None:
        self.folder = folder
        self.by_path: dict[str, list[Member]] = defaultdict(list)
        self.by_folded_path: dict[str, list[Member]] = defaultdict(list)
        self.by_name: dict[str, list[Member]] = defaultdict(list)
        for member in members:
            self.by_path[member.name].append(member)
            self.by_folded_path[member.name.casefold()].append(member)
            self.by_name[PurePosixPath(member.name).name.casefold()].append(member)

    def find(self, written: str) -> list[Member]:
        """The files that a written path may mean: none, the one, or several where it is ambiguous."""
        if not written:
            return []
        for path in (written, written.replace("\\", "/")):
            for full in (str(self.folder / path), str(PurePosixPath(path))):
                found = self.by_path.get(full) or self.by_folded_path.get(full.casefold())
                if found:
                    return found
        return self.by_name.get(PurePosixPath(written.replace("\\", "/")).name.casefold(), [])
