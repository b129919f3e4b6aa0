"""The shards of a dataset: Parquet files of at most ROWS rows, which many processes may write side by side."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
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
    others = [name for name in rows[0] if name not in ("image", "path", "text", "group")]
    files, paths, texts = ([row[name] for row in rows] for name in ("image", "path", "text"))
    groups = [row.get("group") for row in rows]
    write_table(
        folder, index, table(files, paths, texts, groups, {name: [row[name] for row in rows] for name in others})
    )


def table(
    files: Sequence[bytes] | np.ndarray,
    paths: Sequence[str],
    texts: Sequence[str],
    groups: Sequence[str | None],
    others: dict[str, Any],
) -> pa.Table:
    """The columns of a shard but for the ids, from columns.

    files: the bytes of picture files, or uint8 (n, length) where all are equally long; others: further columns by
    name, as lists or arrays.
    """
    pictures = [binary(files), pa.array(paths, pa.string())]
    columns = {
        "image": pa.StructArray.from_arrays(pictures, fields=list(IMAGE_TYPE)),
        "text": pa.array(texts, pa.string()),
        "group": pa.array(groups, pa.string()),
        **{name: pa.array(values) for name, values in others.items()},
    }
    return pa.table(columns)


def binary(files: Sequence[bytes] | np.ndarray) -> pa.Array:
    """The bytes of files as a column, without a copy where they lie in one array already."""
    if not isinstance(files, np.ndarray):
        return pa.array(files, pa.binary())
    count, length = files.shape
    ends = np.arange(count + 1, dtype=np.int32) * np.int32(length)
    return pa.Array.from_buffers(
        pa.binary(), count, [None, pa.py_buffer(ends), pa.py_buffer(np.ascontiguousarray(files))]
    )


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
    ids = pa.array(np.arange(first, first + len(table), dtype=np.int64))
    if "id" in table.schema.names:
        table = table.set_column(table.schema.names.index("id"), "id", ids)
    else:
        table = table.add_column(0, "id", ids)
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
