"""Comparing: what of a list is missing in a folder, and what lies there that the list does not name."""

import os
from pathlib import Path
from typing import Any

import pandas as pd

from engine.core.storage.files import write_text
from engine.download.compare.spec import CompareSpec
from engine.download.wanted import MANIFEST, PARTS, Wanted, read_names

SHOWN = 20


def run(spec: CompareSpec) -> dict[str, Any]:
    """Writes the list of what is missing; returns the numbers listed, there, missing and extra, and the first names.

    Raises FileNotFoundError when list or folder do not exist, ValueError when the list names no files.
    """
    table = compare(spec)
    missing = table[table["state"] == "missing"]
    if spec.output:
        write_text(Path(spec.output), missing[["url", "file"]].to_csv(index=False, lineterminator="\n"))
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
        raise FileNotFoundError(f"there is no folder {str(folder)!r}; give the one that should hold the files.")
    there = files_in(folder)
    rows = [(each.url, each.file, state(each, there), each.reason) for each in wanted]
    named = {each.file for each in wanted}
    rows += [("", file, "extra", "") for file in sorted(there - named)]
    return pd.DataFrame(rows, columns=["url", "file", "state", "reason"], dtype=object)


def state(each: Wanted, there: set[str]) -> str:
    """What is known of a file of the list."""
    if each.reason:
        return "unusable"
    return "there" if each.file in there else "missing"


def files_in(folder: Path) -> set[str]:
    """The paths below a folder, without what downloading keeps there."""
    found = set()
    for place, below, names in os.walk(folder):
        below[:] = [each for each in below if each != PARTS]
        found |= {(Path(place) / name).relative_to(folder).as_posix() for name in names}
    return found - {MANIFEST}
