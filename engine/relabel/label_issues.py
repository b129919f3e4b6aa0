"""The label issues stored beside a dataset: written by the job, read by the page without its libraries."""

from typing import Any

import pandas as pd
import pyarrow as pa

from engine.core.datasets.dataset import Dataset
from engine.core.storage.files import as_json, damaged, parse_json
from engine.core.storage.folders import modified_at
from engine.core.storage.tables import read_table, write_table

FILE = "suspects.parquet"
MEND = "search for label errors again"
IDS = pa.list_(pa.int64())
SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        ("given", pa.string()),
        ("suggestion", pa.string()),
        ("score", pa.float32()),
        ("confidence", pa.float32()),
        ("likely", pa.bool_()),
        ("part", pa.string()),
        ("like_suggestion", IDS),
        ("like_given", IDS),
    ]
)


def store(source: Dataset, issues: pd.DataFrame, report: dict[str, Any]) -> None:
    """Writes the issues, in their order, and the report into the same file; earlier ones are replaced."""
    mark = {b"report": as_json(report).encode()}
    table = pa.Table.from_pandas(issues, SCHEMA, preserve_index=False).replace_schema_metadata(mark)
    write_table(source.folder / FILE, table)


def read_label_issues(source: Dataset) -> tuple[pd.DataFrame, dict[str, Any]] | None:
    """The issues found last, the least likely labels first, and the report. None before the first search.

    Columns: id, given (the label checked) and suggestion; score, the probability of the given label, and confidence,
    that of the suggestion, 0..1; likely: whether confident learning counts it as an error; part: what the image was to
    the model that checks (new: nothing); like_suggestion, like_given: ids of images to compare with.
    """
    path = source.folder / FILE
    if not path.exists():
        return None
    types = dict(zip(SCHEMA.names, SCHEMA.types, strict=True))
    table = read_table(path, SCHEMA.names, types, MEND)
    ids = table["id"].to_pandas()
    try:
        report = parse_json((table.schema.metadata or {})[b"report"].decode())
    except (KeyError, ValueError):
        report = None
    if not isinstance(report, dict) or not ids.between(0, source.stored.count - 1).all():
        raise damaged(path, "its report or its ids are not those of this dataset", MEND)
    return table.to_pandas(), report


def changed_at(source: Dataset) -> int:
    """When the label issues of a dataset were last stored, in nanoseconds; 0 before. Makes cache keys."""
    return modified_at(source.folder / FILE)
