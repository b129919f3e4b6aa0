"""The shards of a dataset: Parquet files of at most ROWS rows, which many processes may write side by side."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from engine import storage

ROWS = 1000
ROW_GROUP = 250
IMAGE_TYPE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
# The Hugging Face Image feature: `datasets.load_dataset` shows the column as pictures.
IMAGE_FEATURE = {b"huggingface": b'{"info": {"features": {"image": {"_type": "Image"}}}}'}


def path_of(folder: Path, index: int) -> Path:
    """Where shard number `index` lies."""
    return folder / f"part-{index:05d}.parquet"


def write(folder: Path, index: int, rows: list[dict[str, Any]]) -> None:
    """Writes one shard of at most ROWS rows; ids follow from the shard's number.

    A row holds image (bytes of a picture file), path, text, picture (hash of its pixels), width and height in pixels,
    group (or None), and any drawn parameters as plain numbers, texts or lists of them.
    """
    first = index * ROWS
    pictures = pa.array([{"bytes": row["image"], "path": row["path"]} for row in rows], IMAGE_TYPE)
    others = [name for name in rows[0] if name not in ("image", "path", "text", "group")]
    columns = {
        "id": pa.array(range(first, first + len(rows)), pa.int64()),
        "image": pictures,
        "text": pa.array([row["text"] for row in rows], pa.string()),
        "group": pa.array([row.get("group") for row in rows], pa.string()),
        **{name: pa.array([row[name] for row in rows]) for name in others},
    }
    table = pa.table(columns).replace_schema_metadata(IMAGE_FEATURE)
    storage.write_table(path_of(folder, index), table, ROW_GROUP)


def pictures(files: list[bytes], paths: list[str]) -> pa.StructArray:
    """The column image of some rows: picture files and their names."""
    return pa.StructArray.from_arrays([pa.array(files, pa.binary()), pa.array(paths)], fields=list(IMAGE_TYPE))


def write_columns(folder: Path, index: int, table: pa.Table) -> None:
    """Like `write`, for rows that come as a table: image from `pictures`, text, group where there are any, others."""
    first = index * ROWS
    front = {
        "id": pa.array(range(first, first + len(table)), pa.int64()),
        "image": table["image"],
        "text": table["text"],
        "group": table["group"] if "group" in table.column_names else pa.nulls(len(table), pa.string()),
    }
    others = {name: table[name] for name in table.column_names if name not in front}
    whole = pa.table(front | others).replace_schema_metadata(IMAGE_FEATURE)
    storage.write_table(path_of(folder, index), whole, ROW_GROUP)


def write_table(folder: Path, index: int, table: pa.Table) -> None:
    """Like `write`, for rows that come as a table with the columns of other shards; its ids are made anew."""
    first = index * ROWS
    ids = pa.array(range(first, first + len(table)), pa.int64())
    table = table.set_column(table.schema.names.index("id"), "id", ids)
    storage.write_table(path_of(folder, index), table.replace_schema_metadata(IMAGE_FEATURE), ROW_GROUP)


def fingerprint(files: Iterable[Path]) -> str:
    """A hash of the content of files, in the order given: equal for equal bytes."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(hashlib.sha256(storage.read_bytes(file)).digest())
    return whole.hexdigest()[:32]


def read_columns(shard: Path, columns: list[str]) -> pd.DataFrame:
    """Some columns of a shard as a frame."""
    return storage.read_table(shard, columns).to_pandas()


def runs(values: np.ndarray) -> Iterator[tuple[int, int]]:
    """(start, end) of each stretch of equal values, as slices."""
    edges = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
    yield from ((start, end) for start, end in pairwise(edges) if end > start)
