"""Labels from a list with a column of files and one of labels, with or without a header line."""

from collections import defaultdict
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from engine.collect.archives.sources import IMAGE_SUFFIXES, Member, Sources
from engine.core.storage import lists

HUGGING_FACE = ("metadata.csv", "metadata.jsonl")
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
    """Reads the list called `wanted`, or the only one there is, and finds the file of each line.

    Raises FileNotFoundError when there is no such list, ValueError when it names no file of the source.
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
    """Adds what one list says of the files, and its lines that no file belongs to."""
    columns = guess_columns(title, rows, finder)
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


def find_lists(wanted: str, sources: Sources, members: list[Member]) -> list[tuple[str, PurePosixPath, bytes]]:
    """The name of each list, the folder inside the source that it lies in, and its bytes; mostly there is one."""
    if Path(wanted).is_absolute():
        if not Path(wanted).is_file():
            raise FileNotFoundError(f"there is no list {wanted!r}; give a CSV file with columns file and label.")
        with Path(wanted).open("rb") as file:
            return [(Path(wanted).name, PurePosixPath(), file.read(lists.MAX_LIST_BYTES + 1))]
    there = [each for each in members if each.suffix in lists.SUFFIXES]
    fitting = [each for each in there if each.name == wanted or each.name.endswith("/" + wanted)]
    if not wanted:
        fitting = likeliest(there)
    several = all(PurePosixPath(each.name).name in HUGGING_FACE for each in fitting) and not wanted
    if not fitting or (len(fitting) > 1 and not several):
        named = ", ".join(each.name for each in there[:10]) or "none"
        raise ValueError(
            f"csv must name one list of file and label in {sources.title}; got {wanted!r}, and the lists there are: "
            f"{named}."
        )
    return [
        (PurePosixPath(each.name).name, PurePosixPath(each.name).parent, sources.read(each, lists.MAX_LIST_BYTES + 1))
        for each in fitting
    ]


def likeliest(there: list[Member]) -> list[Member]:
    """The lists that are meant where none is named: Hugging Face's, or else a CSV before JSON before plain text."""
    hugging_face = [each for each in there if PurePosixPath(each.name).name in HUGGING_FACE]
    kinds = ([each for each in there if each.suffix == suffix] for suffix in lists.SUFFIXES)
    return hugging_face or next((each for each in kinds if each), [])


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
        self.start = "" if folder == PurePosixPath() else f"{folder}/"
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
        slashed = written.replace("\\", "/")
        # Some names do hold a backslash.
        for path in dict.fromkeys((written, slashed)):
            whole = str(PurePosixPath(path)) if path.startswith(".") or "/." in path or "//" in path else path
            for full in (self.start + whole, whole):
                found = self.by_path.get(full) or self.by_folded_path.get(full.casefold())
                if found:
                    return found
        return self.by_name.get(slashed.rstrip("/").rpartition("/")[2].casefold(), [])
