"""A list of files that are wanted: addresses, or names and what stands before them."""

import re
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from engine.core.storage import lists

MAX_NAME_BYTES = 255
COLUMN_TITLES = ("url", "urls", "link", "image_url", "image", "file", "filename", "file_name", "name", "path")
MANIFEST = "manifest.csv"
PARTS = ".parts"


class Wanted(NamedTuple):
    """One line of a list: where it is to be had ("" unknown), its path below the folder, or a sentence why not."""

    url: str
    file: str
    reason: str = ""


def read_names(path: Path, base: str, column: str) -> list[Wanted]:
    """The files that a list names, each once. Raises FileNotFoundError or ValueError when it is no such list."""
    if not path.is_file():
        raise FileNotFoundError(f"there is no list {str(path)!r}; give a CSV with a column of addresses or file names.")
    with path.open("rb") as file:
        rows = lists.parse(path.name, file.read(lists.MAX_LIST_BYTES + 1))
    if not rows:
        raise ValueError(f"{path.name} is empty; each line must name a file.")
    at, skip = find_column(path.name, rows, column)
    head = [cell.strip().lower() for cell in rows[0]] if skip else []
    named = head.index("file") if "file" in head and head[at] == "url" else None  # as `compare` writes it
    found: dict[str, Wanted] = {}
    for number, row in enumerate(rows[skip:], skip + 1):
        each = wanted(row[at].strip(), base) if at < len(row) else Wanted("", "", f"Line {number} has no such column.")
        if named is not None and named < len(row) and not each.reason:
            each = Wanted(each.url, row[named], unsafe(row[named]))
        key = each.file.casefold() or f"line {number}"
        if each.reason:
            found.setdefault(key if each.file else f"line {number}", each)
        elif found.setdefault(key, each).url != each.url:
            why = f"Another line has the name {each.file!r}; only the first is taken."
            found[f"line {number}"] = Wanted(each.url, each.file, why)
    return list(found.values())


def find_column(title: str, rows: list[list[str]], column: str) -> tuple[int, int]:
    """The column's place and how many lines of headings come first (0 or 1)."""
    head = [cell.strip().lower() for cell in rows[0]]
    if column:
        if column.lower() in head:
            return head.index(column.lower()), 1
        if column.isdigit() and 1 <= int(column) <= len(head):
            return int(column) - 1, int(not is_file(rows[0][int(column) - 1]))
        raise ValueError(f"{title} has no column {column!r}; its first line is {','.join(rows[0])[:80]!r}.")
    some = rows[:51]
    width = max(len(row) for row in some)
    hits = [sum(is_file(row[at]) + is_url(row[at]) for row in some if at < len(row)) for at in range(width)]
    titled = [at for at, cell in enumerate(head) if cell in COLUMN_TITLES]
    if max(hits) == 0 and not titled and width > 1:
        raise ValueError(f"{title} names no files; its first line is {','.join(rows[0])[:80]!r}. Name the column.")
    at = hits.index(max(hits)) if max(hits) else (titled or [0])[0]
    return at, int(at < len(head) and head[at] in COLUMN_TITLES and not is_file(rows[0][at]))


def is_url(cell: str) -> bool:
    """Whether a cell is an address."""
    return bool(re.match(r"\s*https?://", cell, re.I))


def is_file(cell: str) -> bool:
    """Whether a cell looks like the name of a file: it is an address, or has an ending."""
    return is_url(cell) or bool(re.fullmatch(r"[^\n]*[^\s./\\][.][A-Za-z][A-Za-z0-9]{1,4}\s*", cell))


def wanted(cell: str, base: str) -> Wanted:
    """What one cell names."""
    if is_url(cell):
        try:
            name = PurePosixPath(unquote(urlsplit(cell).path)).name
        except ValueError:
            return Wanted("", "", f"{cell[:100]!r} is no address.")
        return Wanted(cell, name, unsafe(name))
    path = cell.replace("\\", "/").removeprefix("./")
    reason = unsafe(path)
    return Wanted(f"{base.rstrip('/')}/{quote(path)}" if base and not reason else "", path, reason)


def unsafe(path: str) -> str:
    """Why a path cannot be a file below the folder, or ""."""
    parts = path.split("/")
    if not path or any(part in ("", ".", "..") for part in parts) or re.match(r"[A-Za-z]:", path):
        return f"{path[:100]!r} does not lead to a file inside the folder; write its name without '..' or a drive."
    if not path.isprintable() or any(len(part.encode("utf-8", "replace")) > MAX_NAME_BYTES for part in parts):
        return f"{path[:100]!r} cannot be the name of a file; shorten it."
    if parts[0] in (MANIFEST, PARTS):
        return f"{path!r} is a name that downloading needs itself; rename it."
    return ""
