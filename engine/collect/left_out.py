"""The files that did not become rows: listed beside the dataset, and counted by group."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from engine.collect.batch import LeftOut, Remarked, Remarks
from engine.core.datasets.dataset import Dataset
from engine.core.storage.files import as_csv, damaged, write_text
from engine.core.storage.tables import read_csv
from engine.imaging.pixels import REMARKS

FILE, REMARKED = "left_out.csv", "remarked.csv"
MEND = "restore it from a copy, or delete it; the dataset is complete without it"
NO_GROUP = "(none)"
SHOWN = 3


def write_left_out(folder: Path, files: Iterable[LeftOut]) -> None:
    """Writes the list to the folder of a dataset."""
    write_text(folder / FILE, as_csv(LeftOut._fields, files))


def write_remarked(folder: Path, remarked: Mapping[str, Remarks]) -> list[str]:
    """Writes what is remarkable about images to the folder of a dataset, and returns a sentence on each remark."""
    if remarked:
        rows = ((file, REMARKS[remark]) for remark, (_, files) in remarked.items() for file in files)
        write_text(folder / REMARKED, as_csv(Remarked._fields, rows))
    return [
        f"{words}: {noted.images:,} ({', '.join(noted.files[:SHOWN])}{', ...' * (noted.images > SHOWN)})."
        for remark, words in REMARKS.items()
        if (noted := remarked.get(remark))
    ]


def read_left_out(source: Dataset) -> pd.DataFrame:
    """Reads the list of a dataset: columns file, reason (texts). Empty if no file was left out."""
    path = source.folder / FILE
    if not path.exists():
        return pd.DataFrame(columns=LeftOut._fields, dtype=str)
    table = read_csv(path, MEND, dtype=str, keep_default_na=False)
    if list(table) != list(LeftOut._fields):
        raise damaged(path, f"its columns are not {', '.join(LeftOut._fields)}", MEND)
    return table


def losses_by_group(groups: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Converts the groups of a job's result to a table: columns group, found, kept, missing (images)."""
    table = pd.DataFrame(groups, columns=["group", "found", "kept"])
    return table.assign(group=table["group"].replace("", NO_GROUP), missing=table["found"] - table["kept"])
