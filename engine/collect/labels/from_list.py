"""Reads labels from a list with a column of files and a column of labels, with or without a header line."""

from collections import defaultdict
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from engine.collect.archives.sources import Member, Sources
from engine.core.storage import lists
from engine.imaging.decode import IMAGE_ENDINGS

HUGGING_FACE = ("metadata.csv", "metadata.jsonl")
LABEL_TITLES = ("label", "labels", "text", "class", "character", "symbol", "value", "target", "name")
GROUP_TITLES = ("group", "writer", "signer", "user", "source")


class Listed(NamedTuple):
    """A list matched with the files of the source.

    labels: for each file the distinct (label, group) pairs that the list gives it.
    missing: (file as listed, reason) for lines without a file. title: the name of the list.
    """

    labels: dict[Member, set[tuple[str, str | None]]]
    missing: list[tuple[str, str]]
    title: str


class Columns(NamedTuple):
    """The numbers of the columns, and of the header lines before the data (0 or 1)."""

    file: int
    label: int
    group: int | None
    skip: int


def read_list(wanted: str, sources: Sources, members: list[Member]) -> Listed:
    """Reads the list called `wanted`, or the only list of the source if that is "", and finds the file of each line.

    Raises FileNotFoundError if there is no such list, ValueError if it names no file of the source.
    """
    labels: dict[Member, set[tuple[str, str | None]]] = defaultdict(set)
    missing: list[tuple[str, str]] = []
    titles = []
    for title, folder, data in find_lists(wanted, sources, members):
        match(title, lists.parse(title, data), Finder(folder, members), labels, missing)
        titles.append(title)
    return Listed(labels, missing, titles[0])


def match(
    title: str,
    rows: list[list[str]],
    finder: "Finder",
    labels: dict[Member, set[tuple[str, str | None]]],
    missing: list[tuple[str, str]],
) -> None:
    """Adds the labels of one list, and its lines without a file."""
    columns = guess_columns(title, rows, finder)
    for row in rows[columns.skip :]:
        if len(row) <= max(columns.file, columns.label):
            missing.append((",".join(row), f"This line of {title} has too few columns; add the missing ones."))
            continue
        files = finder.find(row[columns.file])
        group = row[columns.group] or None if columns.group is not None and columns.group < len(row) else None
        for member in files[:1]:
            labels[member].add((row[columns.label], group))
        if len(files) != 1:
            why = f"{len(files)} files have this name" if files else "no such file exists"
            missing.append((row[columns.file], f"{title} lists it, but {why}; correct its path in the list."))


def find_lists(wanted: str, sources: Sources, members: list[Member]) -> list[tuple[str, PurePosixPath, bytes]]:
    """The name of each list, its folder inside the source, and its bytes. Usually there is one."""
    if Path(wanted).is_absolute():
        if not Path(wanted).is_file():
            raise FileNotFoundError(f"there is no list {wanted!r}; give the path of a list of files and labels.")
        with Path(wanted).open("rb") as file:
            return [(Path(wanted).name, PurePosixPath(), file.read(lists.MAX_LIST_BYTES + 1))]
    all_lists = [member for member in members if member.suffix in lists.ENDINGS]
    fitting = [member for member in all_lists if member.name == wanted or member.name.endswith("/" + wanted)]
    if not wanted:
        fitting = likeliest(all_lists)
    several = all(PurePosixPath(member.name).name in HUGGING_FACE for member in fitting) and not wanted
    if not fitting or (len(fitting) > 1 and not several):
        names = ", ".join(member.name for member in all_lists[:10]) or "none"
        raise ValueError(
            f"csv must name one list of files and labels; got {wanted!r}. Give one in {sources.title} ({names}) or "
            "the path of another."
        )
    paths = [PurePosixPath(member.name) for member in fitting]
    contents = [sources.read(member, lists.MAX_LIST_BYTES + 1) for member in fitting]
    return [(path.name, path.parent, data) for path, data in zip(paths, contents, strict=True)]


def likeliest(all_lists: list[Member]) -> list[Member]:
    """The lists to use if none is named: Hugging Face metadata, or else CSV before JSON before plain text."""
    hugging_face = [member for member in all_lists if PurePosixPath(member.name).name in HUGGING_FACE]
    by_suffix = ([member for member in all_lists if member.suffix == suffix] for suffix in lists.ENDINGS)
    return hugging_face or next((fitting for fitting in by_suffix if fitting), [])


def guess_columns(title: str, rows: list[list[str]], finder: "Finder") -> Columns:
    """Finds the column that names files, the column called label or else the next one, and the header line if any."""
    first_rows = rows[:51]
    width = max((len(row) for row in first_rows), default=0)
    hits = [sum(len(row) > column and bool(finder.find(row[column])) for row in first_rows) for column in range(width)]
    if width < 2 or not any(hits):
        first = ",".join(rows[0])[:80] if rows else ""
        raise ValueError(
            f"{title} names no file of the source in a column beside the labels; its first line is {first!r}. Write "
            "the path of each file in the source, then its label."
        )
    file = hits.index(max(hits))
    head = [cell.strip().lower() for cell in rows[0]] + [""] * (width - len(rows[0]))
    if finder.find(rows[0][file]) or PurePosixPath(head[file]).suffix in IMAGE_ENDINGS:
        return Columns(file, int(file == 0), None, 0)
    others = [column for column in range(width) if column != file]
    label = next((column for column in others if head[column] in LABEL_TITLES), others[0])
    group = next((column for column in others if head[column] in GROUP_TITLES and column != label), None)
    return Columns(file, label, group, 1)


class Finder:
    """Finds files by listed paths: relative to the list or the source, even with wrong case or folders."""

    def __init__(self, folder: PurePosixPath, members: list[Member]) -> None:
        self.start = "" if folder == PurePosixPath() else f"{folder}/"
        self.by_path: dict[str, list[Member]] = defaultdict(list)
        self.by_folded_path: dict[str, list[Member]] = defaultdict(list)
        self.by_name: dict[str, list[Member]] = defaultdict(list)
        for member in members:
            self.by_path[member.name].append(member)
            self.by_folded_path[member.name.casefold()].append(member)
            self.by_name[PurePosixPath(member.name).name.casefold()].append(member)

    def find(self, written: str) -> list[Member]:
        """The files that a listed path may mean: none, one, or several if it is ambiguous."""
        if not written:
            return []
        slashed = written.replace("\\", "/")
        # Some names really contain a backslash.
        for path in dict.fromkeys((written, slashed)):
            clean = str(PurePosixPath(path)) if path.startswith(".") or "/." in path or "//" in path else path
            for full in (self.start + clean, clean):
                if members := self.by_path.get(full) or self.by_folded_path.get(full.casefold()):
                    return members
        return self.by_name.get(slashed.rstrip("/").rpartition("/")[2].casefold(), [])
