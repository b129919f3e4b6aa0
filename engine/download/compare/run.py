"""Compares a list of files with a folder: which files are missing, and which are not listed."""

import os
from pathlib import Path
from typing import Any

import pandas as pd

from engine.core.storage.files import write_text
from engine.core.storage.folders import modified_at
from engine.download.compare.spec import CompareSpec
from engine.download.wanted import MANIFEST, PARTIAL_FILES, Wanted, read_names

SHOWN = 20


def run(spec: CompareSpec) -> dict[str, Any]:
    """Writes the list of missing files. Returns the numbers listed, there, missing and extra, and the first names.

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
        "first_missing": missing["file"].head(SHOWN).tolist(),
        "first_extra": table.loc[table["state"] == "extra", "file"].head(SHOWN).tolist(),
    }


def compare(spec: CompareSpec) -> pd.DataFrame:
    """Every file of the list and of the folder: columns url, file, state (there, missing, extra, unusable), reason."""
    wanted = read_names(Path(spec.list), spec.base, spec.column)
    folder = Path(spec.folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {str(folder)!r}; give the folder that should contain the files.")
    existing = files_in(folder)
    rows = [(line.url, line.file, state(line, existing), line.reason) for line in wanted]
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


def state(line: Wanted, existing: set[str]) -> str:
    """Whether a file of the list is there, missing or unusable."""
    if line.reason:
        return "unusable"
    return "there" if line.file in existing else "missing"


def files_in(folder: Path) -> set[str]:
    """The paths of files below a folder, except those that Download itself writes."""
    paths = set()
    for inner, below, names in os.walk(folder):
        below[:] = [name for name in below if name != PARTIAL_FILES]
        paths |= {(Path(inner) / name).relative_to(folder).as_posix() for name in names}
    return paths - {MANIFEST}
