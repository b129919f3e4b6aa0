"""The files that did not become rows: listed beside the dataset, and counted by group."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from engine.collect.batch import LeftOut
from engine.core.datasets.dataset import Dataset
from engine.core.storage.files import as_csv, read_text, write_text

FILE = "left_out.csv"
NO_GROUP = "(none)"


def write_left_out(folder: Path, files: Iterable[LeftOut]) -> None:
    """Writes the list to the folder of a dataset."""
    write_text(folder / FILE, as_csv(LeftOut._fields, files))


def read_left_out(source: Dataset) -> pd.DataFrame:
    """Reads the list of a dataset: columns file, reason (texts). Empty if no file was left out."""
    path = source.folder / FILE
    text = read_text(path) if path.exists() else as_csv(LeftOut._fields, ())
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def losses_by_group(groups: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Converts the groups of a job's result to a table: columns group, found, kept, missing (images)."""
    table = pd.DataFrame(groups, columns=["group", "found", "kept"])
    return table.assign(group=table["group"].replace("", NO_GROUP), missing=table["found"] - table["kept"])
