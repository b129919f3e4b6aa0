"""The manifest of a download folder: the outcome for each file of the list."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from engine.core.storage.files import as_csv, read_text, write_text
from engine.download.wanted import MANIFEST

FAILED = ("failed", "refused")


class Fetched(NamedTuple):
    """A line of the manifest. status: done, kept (existed before), failed or refused. sha256: of the file's bytes."""

    url: str
    file: str
    status: str
    bytes: int = 0
    sha256: str = ""
    tries: int = 0
    reason: str = ""


def write_manifest(folder: Path, fetched: Mapping[int, Fetched]) -> None:
    """Writes the outcomes so far, in the order of the list."""
    lines = (fetched[number] for number in sorted(fetched))
    write_text(folder / MANIFEST, as_csv(Fetched._fields, lines))


def read_manifest(folder: Path) -> str | None:
    """Reads the manifest of a folder as CSV text. None if nothing was downloaded into it."""
    path = folder / MANIFEST
    return read_text(path) if path.exists() else None


def not_fetched(manifest: str) -> pd.DataFrame:
    """The files of a manifest that were not fetched: columns file, status, reason, tries, url (texts)."""
    table = pd.read_csv(io.StringIO(manifest), dtype=str, keep_default_na=False)
    return table.loc[table["status"].isin(FAILED), ["file", "status", "reason", "tries", "url"]]
