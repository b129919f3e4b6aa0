"""Compares a list of files with a folder: which files are missing, and which are not listed."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from engine.core.storage.files import write_text
from engine.core.storage.folders import modified_at
from engine.download.compare.spec import CompareSpec
from engine.download.manifest import Fetched, has_changed, lines_of, read_manifest
from engine.download.wanted import MANIFEST, PARTIAL_FILES, Wanted, read_names

SHOWN = 20


def run(spec: CompareSpec) -> dict[str, Any]:
    """Writes the list of missing files. Returns the numbers listed, there, missing, extra and changed, and first names.

    Raises FileNotFoundError if the list or folder does not exist, ValueError if the list names no files.
    """
    table = compare(spec)
    missing = table[table["state"] == "missing"]
    if spec.output:
        write_text(Path(spec.output), as_list(missing))
    counts = table["state"].value_counts()
    return {
        "listed": int(len(table) - counts.get("extra", 0)),
        "there": int(counts.get("there", 0)),
        "missing": len(missing),
        "extra": int(counts.get("extra", 0)),
        "changed": int(counts.get("changed", 0)),
        **{f"first_{state}": first(table, state) for state in ("missing", "changed", "extra")},
    }


def first(table: pd.DataFrame, state: str) -> list[str]:
    """The first files of a state."""
    return table.loc[table["state"] == state, "file"].head(SHOWN).tolist()


def compare(spec: CompareSpec) -> pd.DataFrame:
    """Every file of the list and of the folder: columns url, file, state, reason.

    state: there, changed (differs from what the folder's manifest has), missing, extra or unusable.
    """
    wanted = read_names(Path(spec.list), spec.base, spec.column)
    folder = Path(spec.folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {str(folder)!r}; give the folder that should contain the files.")
    existing, downloaded = files_in(folder), lines_of(read_manifest(folder))
    states = [state(line, existing, folder, downloaded) for line in wanted]
    rows = [(line.url, line.file, condition, line.reason) for line, condition in zip(wanted, states, strict=True)]
    listed = {line.file for line in wanted}
    rows += [("", file, "extra", "") for file in sorted(existing - listed)]
    return pd.DataFrame(rows, columns=["url", "file", "state", "reason"], dtype=object)


def as_list(missing: pd.DataFrame) -> str:
    """Converts missing files to a CSV list for Download."""
    return missing[["url", "file"]].to_csv(index=False, lineterminator="\n")


def changes(spec: CompareSpec) -> tuple[int, ...]:
    """When the list and the folder last changed, ignoring folders inside: the key of a cache."""
    folder = Path(spec.folder)
    return tuple(modified_at(path) for path in (Path(spec.list), folder, folder / MANIFEST))


def state(line: Wanted, existing: set[str], folder: Path, downloaded: Mapping[str, Fetched]) -> str:
    """Whether a file of the list is there, changed, missing or unusable."""
    if line.reason:
        return "unusable"
    if line.file not in existing:
        return "missing"
    return "changed" if has_changed(folder / line.file, downloaded.get(line.file)) else "there"


def files_in(folder: Path) -> set[str]:
    """The paths of files below a folder, except those that Download itself writes."""
    paths = set()
    for inner, below, names in os.walk(folder):
        below[:] = [name for name in below if name != PARTIAL_FILES]
        paths |= {(Path(inner) / name).relative_to(folder).as_posix() for name in names}
    return paths - {MANIFEST}
