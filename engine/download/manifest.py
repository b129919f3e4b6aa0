"""The manifest of a download folder: the outcome for each file of the list."""

import csv
import hashlib
import io
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from engine.core.storage.files import as_csv, read_bytes, write_text
from engine.download.wanted import MANIFEST

FAILED = ("failed", "refused")
PRESENT = ("done", "kept", "changed")
REMEMBERED = 200_000  # files whose hashes a process keeps


class Fetched(NamedTuple):
    """A line of the manifest.

    status: done, kept (existed before), changed (differs from what the manifest has), failed or refused. bytes,
    sha256: of the file as it was downloaded, or found at first.
    """

    url: str
    file: str
    status: str
    bytes: int = 0
    sha256: str = ""
    tries: int = 0
    reason: str = ""


def write_manifest(folder: Path, lines: Iterable[Fetched]) -> None:
    """Writes the outcomes, in the order of the list."""
    write_text(folder / MANIFEST, as_csv(Fetched._fields, lines))


def read_manifest(folder: Path) -> str | None:
    """Reads the manifest of a folder as CSV text. None if nothing was downloaded into it."""
    path = folder / MANIFEST
    return read_bytes(path).decode("utf-8", "replace") if path.is_file() else None


def lines_of(manifest: str | None) -> dict[str, Fetched]:
    """The lines of a manifest by file. Lines that no version wrote, such as those edited by hand, are left out."""
    lines = {}
    for row in csv.DictReader(io.StringIO(manifest or "", newline="")):
        url, file, status, size, sha256, tries, reason = (row.get(name) or "" for name in Fetched._fields)
        if file and status in (*PRESENT, *FAILED):
            lines[file] = Fetched(url, file, status, whole(size), sha256, whole(tries), reason)
    return lines


def whole(text: str) -> int:
    """The number in a cell; 0 if it holds none."""
    return int(text) if text.isascii() and text.isdecimal() else 0


def not_fetched(manifest: str) -> pd.DataFrame:
    """The files of a manifest that were not fetched or have changed: columns file, status, reason, tries, url."""
    rows = [line for line in lines_of(manifest).values() if line.status in (*FAILED, "changed")]
    columns = ["file", "status", "reason", "tries", "url"]
    return pd.DataFrame([[getattr(line, name) for name in columns] for line in rows], columns=columns)


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, read again only when the file has changed."""
    state = path.stat()
    return cached_digest(path, state.st_size, state.st_mtime_ns)


@lru_cache(REMEMBERED)
def cached_digest(path: Path, *version: int) -> str:
    """The SHA-256 of a version of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def has_changed(path: Path, line: Fetched | None) -> bool:
    """Whether an existing file differs from what its line of the manifest has."""
    if line is None or line.status not in PRESENT or not line.sha256:
        return False
    return path.stat().st_size != line.bytes or digest(path) != line.sha256
