"""The files beside a dataset's shards that say how its rows are used: the split, and what cleaning left out."""

from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import pyarrow as pa
from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from engine.core.datasets.info import PARTS, PartName
from engine.core.storage.files import damaged, read_as
from engine.core.storage.tables import read_table

SPLIT, REPORT, QUARANTINE = "split.parquet", "split.json", "quarantine.parquet"
SPLIT_AGAIN = "split the dataset again"
CLEAN_AGAIN = "restore it from a copy, or delete it and clean the dataset again"
SPLIT_TYPES = {"id": pa.int64(), "part": pa.string()}
QUARANTINE_TYPES = {"id": pa.int64(), "reason": pa.string()}
Count = Annotated[int, Field(ge=0)]


class Leaks(TypedDict):
    """What two parts of a split share; None where it was not searched for. See `engine.split.leaks.find_leaks`."""

    near_pairs: Count | None
    near_images: Count | None
    groups: Count
    group_images: Count
    examples: list[tuple[Count, Count, PartName, PartName]]


class SplitReport(TypedDict, total=False):
    """The content of split.json: what a split was asked for, and what it did."""

    __pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[misc]

    spec: dict[str, Any]
    counts: dict[PartName, Count]
    notes: list[str]
    leaks: Leaks


def read_split(folder: Path, count: int) -> pd.Series:
    """The part of each row of a dataset of `count` rows, indexed by id.

    Raises FileNotFoundError if it is not split, DamagedFileError if the file is damaged.
    """
    table = read_table(folder / SPLIT, list(SPLIT_TYPES), SPLIT_TYPES, SPLIT_AGAIN).to_pandas()
    check_ids(folder / SPLIT, table["id"], count, SPLIT_AGAIN)
    if not table["part"].isin(PARTS).all():
        raise damaged(folder / SPLIT, f"its parts are not {', '.join(PARTS)} only", SPLIT_AGAIN)
    return table.set_index("id")["part"]


def read_split_report(folder: Path) -> SplitReport | None:
    """What the last split was asked for and did; None if the dataset is not split. Raises DamagedFileError."""
    whole = (folder / SPLIT).exists() and (folder / REPORT).exists()
    return read_as(folder / REPORT, SplitReport, SPLIT_AGAIN) if whole else None


def read_quarantine(folder: Path, count: int) -> pd.DataFrame:
    """The rows that are left out of a dataset of `count` rows: columns id and reason. Raises DamagedFileError."""
    if not (folder / QUARANTINE).exists():
        return pd.DataFrame({"id": [], "reason": []})
    table = read_table(folder / QUARANTINE, list(QUARANTINE_TYPES), QUARANTINE_TYPES, CLEAN_AGAIN).to_pandas()
    check_ids(folder / QUARANTINE, table["id"], count, CLEAN_AGAIN)
    return table


def check_ids(path: Path, ids: pd.Series, count: int, mend: str) -> None:
    """Raises DamagedFileError if a file names a row twice, or one that its dataset of `count` rows does not have."""
    if not ids.between(0, count - 1).all() or not ids.is_unique:
        raise damaged(path, f"its ids are not some of 0 to {count - 1}, each once", mend)
