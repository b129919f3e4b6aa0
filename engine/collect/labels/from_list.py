"""Reads labels from lists with a column of files and a column of labels, with or without a heading."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from engine.collect.archives.sources import Member, Sources
from engine.collect.labels.annotations import flattened
from engine.collect.labels.columns import YES, Columns, UndecidedError, choose_columns
from engine.collect.labels.finder import Finder, Index
from engine.collect.labels.list_rows import Rows, read_rows
from engine.collect.parts import part_named
from engine.collect.spec import CollectSpec
from engine.core.storage import lists
from engine.core.storage.encodings import encoding_note

HUGGING_FACE = ("metadata.csv", "metadata.jsonl")
MOST_LISTS = 200  # of a source are looked into
MOST_BESIDE = 20  # of the folder of a source
NEARLY_ALL = 0.9  # of the images, for a list that is not in the source

# The label, group and part that a list gives a file; the text is None where a row marks no column, or several.
Entry = tuple[str | None, str | None, str | None]


class Listed(NamedTuple):
    """Lists matched with the files of the source.

    labels: for each file the distinct entries that the lists give it. missing: (file as listed, reason) for lines
    without a file. title: the names of the lists. about: where the labels are, in words. notes: sentences.
    """

    labels: dict[Member, set[Entry]]
    missing: list[tuple[str, str]]
    title: str
    about: str
    notes: tuple[str, ...] = ()


class ListFile(NamedTuple):
    """The name of a list, its folder inside the source, and its bytes."""

    title: str
    folder: PurePosixPath
    data: bytes


def read_list(spec: CollectSpec, sources: Sources, members: list[Member]) -> Listed:
    """Reads the list that the spec names, or those of the source that name its files, and finds the file of each line.

    Raises FileNotFoundError if there is no such list, ValueError if it names no file of the source, UndecidedError if
    it does and its labels cannot be chosen.
    """
    if spec.csv:
        return match(named_list(spec.csv, sources, members), Index(members), spec)
    matched, mistakes = [], []
    candidates = all_lists(sources, members)
    index = Index(members)
    for member in candidates:
        try:
            matched.append(match(opened(sources, member), index, spec))
        except ValueError as mistake:
            mistakes.append(mistake)
    undecided = [mistake for mistake in mistakes if isinstance(mistake, UndecidedError)]
    if not matched:
        raise (undecided or mistakes)[0] if undecided or len(mistakes) == 1 else ambiguous("", sources, members)
    return chosen(matched, sources, members)


def best_list_beside(
    spec: CollectSpec, sources: Sources, members: list[Member], images: Sequence[Member]
) -> Path | None:
    """The list in the folder of a source that names most of its images, if there is one for nearly all."""
    folders = dict.fromkeys(path.parent for path in sources.paths)
    beside = [file for folder in folders for file in sorted(folder.iterdir()) if file.suffix.lower() in lists.ENDINGS]
    index, sizes = Index(members if beside else ()), {}
    for path in beside[:MOST_BESIDE]:
        with suppress(ValueError, OSError):
            sizes[path] = len(match(outside(path), index, spec).labels)
    best = max(sizes, key=lambda path: sizes[path], default=None)
    return best if best and sizes[best] >= NEARLY_ALL * len(images) else None


def chosen(matched: list[Listed], sources: Sources, members: list[Member]) -> Listed:
    """The lists to use: the one that names most files, and others that name further files.

    Raises ValueError if lists give the same files different labels.
    """
    ranked = sorted(matched, key=lambda listed: -len(listed.labels))
    best, *others = ranked
    used, covered, same = [best], set(best.labels), []
    for other in others:
        if covered.isdisjoint(other.labels):
            used.append(other)
            covered |= set(other.labels)
        elif all(
            texts(other.labels[member]) == texts(entries(used, member)) for member in other.labels if member in covered
        ):
            same.append(other.title)
        elif len(other.labels) * 2 > len(best.labels):
            raise UndecidedError(str(ambiguous("", sources, members)))
    listed = together(sorted(used, key=matched.index))
    note = f"Not needed, as the labels are the same: {', '.join(same[:5])}." if same else ""
    return listed._replace(notes=(*listed.notes, *([note] if note else [])))


def entries(used: list[Listed], member: Member) -> set[Entry]:
    """What the lists give a file."""
    return set().union(*(listed.labels.get(member, set()) for listed in used))


def texts(found: set[Entry]) -> set[str | None]:
    """The labels alone."""
    return {text for text, _, _ in found}


def together(used: Sequence[Listed]) -> Listed:
    """Several lists as one; the part of a file follows the name of its list where lists are named after parts."""
    labels: dict[Member, set[Entry]] = defaultdict(set)
    parts = [part_named(PurePosixPath(listed.title).stem) for listed in used]
    by_name = len(used) > 1 and None not in parts and len(set(parts)) > 1
    for listed, part in zip(used, parts, strict=True):
        for member, found in listed.labels.items():
            labels[member] |= {(text, group, of or (part if by_name else None)) for text, group, of in found}
    titles = ", ".join(dict.fromkeys(listed.title for listed in used[:5]))
    about = used[0].about.replace(used[0].title, titles) if len({one.about for one in used}) > 1 else used[0].about
    missing = [line for listed in used for line in listed.missing]
    return Listed(labels, missing, titles, about, tuple(note for listed in used for note in listed.notes))


def match(file: ListFile, index: Index, spec: CollectSpec) -> Listed:
    """Reads one list and finds the file of each line."""
    finder = Finder(file.folder, index, file.title)
    rows = read_rows(file.title, file.data, spec.encoding)
    if not file.title.lower().endswith((".json", ".jsonl")):
        rows = rows._replace(rows=list(map(flattened, rows.rows)))
    columns = choose_columns(file.title, rows.rows, finder, spec.label)
    labels: dict[Member, set[Entry]] = defaultdict(set)
    missing = list(rows.unfit)
    for number, row in enumerate(rows.rows[columns.skip :], columns.skip):
        if reason := row_problem(file.title, rows, number, columns):
            missing.append((",".join(row), reason))
            continue
        files = finder.find(row[columns.file])
        if len(files) == 1:
            labels[files[0]].add(entry(row, columns))
        else:
            why = f"{len(files)} files have this name" if files else "no such file exists"
            missing.append((row[columns.file], f"{file.title} lists it, but {why}; correct its path in the list."))
    encoding = encoding_note(file.title, file.data, spec.encoding)
    notes = (*([encoding] if encoding else []), *said(file.title, rows, columns))
    return Listed(labels, missing, file.title, columns.about, notes)


def row_problem(title: str, rows: Rows, number: int, columns: Columns) -> str:
    """Why a row cannot be used, or ""."""
    row = rows.rows[number]
    if len(row) <= max(columns.file, columns.label, *columns.one_hot):
        return f"This line of {title} has too few columns; add the missing ones."
    if number in rows.joined and columns.label != len(row) - 1:
        return f"This line of {title} has more cells than its heading; put quotes around the cell with a separator."
    return ""


def entry(row: list[str], columns: Columns) -> Entry:
    """What a row gives its file."""
    group = row[columns.group] or None if columns.group is not None and columns.group < len(row) else None
    part = part_named(row[columns.part]) if columns.part is not None and columns.part < len(row) else None
    if not columns.one_hot:
        return row[columns.label], group, part
    marked = [symbol for at, symbol in columns.one_hot.items() if row[at].strip().lower() in YES]
    return (marked[0] if len(marked) == 1 else None), group, part


def said(title: str, rows: Rows, columns: Columns) -> list[str]:
    """Sentences on how the rows of a list were read."""
    notes = []
    if rows.joined and columns.label == max(map(len, rows.rows)) - 1:
        notes.append(
            f"{len(rows.joined)} lines of {title} have more separators than columns; what follows the last expected "
            "one is taken as the label, with its quotes."
        )
    if rows.unfit:
        notes.append(f"{len(rows.unfit)} lines of {title} have too many cells and are left out.")
    return notes


def named_list(wanted: str, sources: Sources, members: list[Member]) -> ListFile:
    """The list called `wanted`. Raises FileNotFoundError or ValueError if there is no such list, or several."""
    if Path(wanted).is_absolute():
        if not Path(wanted).is_file():
            raise FileNotFoundError(f"there is no list {wanted!r}; give the path of a list of files and labels.")
        return outside(Path(wanted))
    fitting = [
        member for member in list_members(members) if member.name == wanted or member.name.endswith("/" + wanted)
    ]
    if len(fitting) != 1:
        raise ambiguous(wanted, sources, members)
    return opened(sources, fitting[0])


def outside(path: Path) -> ListFile:
    """A list that is no file of the source, with its bytes."""
    with path.open("rb") as file:
        return ListFile(path.name, PurePosixPath(), file.read(lists.MAX_LIST_BYTES + 1))


def all_lists(sources: Sources, members: list[Member]) -> list[Member]:
    """Every list of the source, those of Hugging Face alone if there are any.

    Raises ValueError if there is none.
    """
    fitting = list_members(members)
    hugging_face = [member for member in fitting if PurePosixPath(member.name).name in HUGGING_FACE]
    fitting = hugging_face or sorted(
        fitting, key=lambda member: (lists.ENDINGS.index(member.suffix), member.name.count("/"))
    )
    if not fitting:
        raise ambiguous("", sources, members)
    return fitting[:MOST_LISTS]


def opened(sources: Sources, member: Member) -> ListFile:
    """A list of the source with its bytes."""
    path = PurePosixPath(member.name)
    return ListFile(path.name, path.parent, sources.read(member, lists.MAX_LIST_BYTES + 1))


def list_members(members: list[Member]) -> list[Member]:
    """The files of a source that may be lists."""
    return [member for member in members if member.suffix in lists.ENDINGS]


def ambiguous(wanted: str, sources: Sources, members: list[Member]) -> ValueError:
    """The error for a list that is missing or not the only one."""
    names = ", ".join(member.name for member in list_members(members)[:10]) or "none"
    return ValueError(
        f"csv must name one list of files and labels; got {wanted!r}. Give one in {sources.title} ({names}) or "
        "the path of another."
    )
