"""Reads a list of files to fetch: addresses, or file names that are appended to a base address."""

import re
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from engine.core.storage import lists
from engine.core.storage.paths import downloads_folder, is_device

MAX_NAME_BYTES = 255
COLUMN_TITLES = ("url", "urls", "link", "image_url", "image", "file", "filename", "file_name", "name", "path")
MANIFEST = "manifest.csv"
PARTIAL_FILES = ".parts"


class Wanted(NamedTuple):
    """A line of a list: its address ("" if unknown), its path below the folder, and why it is refused, or ""."""

    url: str
    file: str
    reason: str = ""


def read_names(path: Path, base: str, column: str) -> list[Wanted]:
    """Reads the files of a list, each once. Raises FileNotFoundError or ValueError if it is not such a list."""
    if not path.is_file():
        raise FileNotFoundError(f"there is no list {str(path)!r}; give a CSV with a column of addresses or file names.")
    with path.open("rb") as file:
        rows = lists.parse(path.name, file.read(lists.MAX_LIST_BYTES + 1))
    if not rows:
        raise ValueError(f"each line of a list must name a file; {path.name} is empty. Give another list.")
    at, skip = find_column(path.name, rows, column)
    head = [cell.strip().lower() for cell in rows[0]] if skip else []
    named = head.index("file") if "file" in head and head[at] == "url" else None  # as `compare` writes it
    files: dict[str, Wanted] = {}
    for number, row in enumerate(rows[skip:], skip + 1):
        line = read_cell(row[at].strip(), base) if at < len(row) else Wanted("", "", f"Line {number} lacks the column.")
        if named is not None and named < len(row) and not line.reason:
            line = Wanted(line.url, row[named], unsafe(row[named]))
        key = line.file.casefold() or f"line {number}"
        if line.reason:
            files.setdefault(key if line.file else f"line {number}", line)
        elif files.setdefault(key, line).url != line.url:
            why = f"Another line has the name {line.file!r}; only the first is fetched."
            files[f"line {number}"] = Wanted(line.url, line.file, why)
    return list(files.values())


def suggested_folder(path: str) -> str:
    """The default folder for the files of a list: one in the workspace with the name of the list."""
    return str(downloads_folder() / Path(path).stem)


def find_column(title: str, rows: list[list[str]], column: str) -> tuple[int, int]:
    """Finds the number of the column, and of the header lines (0 or 1)."""
    head = [cell.strip().lower() for cell in rows[0]]
    if column:
        if column.lower() in head:
            return head.index(column.lower()), 1
        if column.isdigit() and 1 <= int(column) <= len(head):
            return int(column) - 1, int(not is_file(rows[0][int(column) - 1]))
        raise ValueError(
            f"column must be a heading or number of {title}; got {column!r}. Its first line is "
            f"{','.join(rows[0])[:80]!r}."
        )
    first_rows = rows[:51]
    width = max(len(row) for row in first_rows)
    hits = [sum(is_file(row[at]) + is_url(row[at]) for row in first_rows if at < len(row)) for at in range(width)]
    titled = [at for at, cell in enumerate(head) if cell in COLUMN_TITLES]
    if max(hits) == 0 and not titled and width > 1:
        raise ValueError(
            f"{title} names no files; its first line is {','.join(rows[0])[:80]!r}. Name the column in column."
        )
    at = hits.index(max(hits)) if max(hits) else (titled or [0])[0]
    return at, int(at < len(head) and head[at] in COLUMN_TITLES and not is_file(rows[0][at]))


def is_url(cell: str) -> bool:
    """Whether a cell contains an address."""
    return bool(re.match(r"\s*https?://", cell, re.I))


def is_file(cell: str) -> bool:
    """Whether a cell looks like a file: it is an address, or has an extension."""
    return is_url(cell) or bool(re.fullmatch(r"[^\n]*[^\s./\\][.][A-Za-z][A-Za-z0-9]{1,4}\s*", cell))


def read_cell(cell: str, base: str) -> Wanted:
    """Reads the address or file name in a cell."""
    if cell.startswith('"') or "\n" in cell or "\r" in cell:
        return Wanted("", "", f"{cell[:100]!r} has a quotation mark that is not closed, or a line break; correct it.")
    if is_url(cell):
        try:
            name = PurePosixPath(unquote(urlsplit(cell).path)).name
        except ValueError:
            return Wanted("", "", f"{cell[:100]!r} is not a valid address; correct it.")
        return Wanted(cell, name, unsafe(name))
    path = cell.replace("\\", "/").removeprefix("./")
    reason = unsafe(path)
    return Wanted(f"{base.rstrip('/')}/{quote(path)}" if base and not reason else "", path, reason)


def unsafe(path: str) -> str:
    """Why a path cannot be a file below the folder, or ""."""
    segments = path.split("/")
    if not path or any(segment in ("", ".", "..") for segment in segments) or re.match(r"[A-Za-z]:", path):
        return f"{path[:100]!r} is not a path inside the folder; write it without '..' or a drive."
    if not path.isprintable() or any(len(segment.encode("utf-8", "replace")) > MAX_NAME_BYTES for segment in segments):
        return f"{path[:100]!r} cannot be the name of a file; shorten it."
    if any(is_device(segment) or segment != segment.strip(" .") for segment in segments):
        return f"{path[:100]!r} is a name that Windows reserves, or that ends in a dot or space; rename the file."
    if segments[0] in (MANIFEST, PARTIAL_FILES):
        return f"{path!r} is a name that Download uses itself; rename the file."
    return ""
