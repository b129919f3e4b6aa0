"""The shards of a dataset: Parquet files of at most ROWS rows, which many processes may write side by side."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from engine.core.storage import tables
from engine.core.storage.files import read_bytes

ROWS = 1000
ROW_GROUP = 250
IMAGE_TYPE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
# The Hugging Face Image feature: `datasets.load_dataset` shows the column as images.
IMAGE_FEATURE = {b"huggingface": b'{"info": {"features": {"image": {"_type": "Image"}}}}'}


def path_of(folder: Path, index: int) -> Path:
    """Where shard number `index` lies."""
    return folder / f"part-{index:05d}.parquet"


def write(folder: Path, index: int, rows: list[dict[str, Any]]) -> None:
    """Writes one shard of at most ROWS rows; ids follow from the shard's number.

    A row holds image (bytes of an image file), path, text, picture (hash of its pixels), width and height in pixels,
    group (or None), and any drawn parameters as plain numbers, texts or lists of them.
    """
    others = [name for name in rows[0] if name not in ("image", "path", "text", "group")]
    files, paths, texts = ([row[name] for row in rows] for name in ("image", "path", "text"))
    groups = [row.get("group") for row in rows]
    whole = table(files, paths, texts, groups, {name: [row[name] for row in rows] for name in others})
    write_table(folder, index, whole)


def table(
    files: Sequence[bytes] | np.ndarray,
    paths: Sequence[str],
    texts: Sequence[str],
    groups: Sequence[str | None],
    others: dict[str, Any],
) -> pa.Table:
    """The columns of a shard but for the ids, from columns.

    files: the bytes of image files, or uint8 (n, length) where all are equally long; others: further columns by
    name, as lists or arrays.
    """
    columns = {
        "image": image_column(files, paths),
        "text": pa.array(texts, pa.string()),
        "group": pa.array(groups, pa.string()),
        **{name: pa.array(values) for name, values in others.items()},
    }
    return pa.table(columns)


def image_column(files: Sequence[bytes] | np.ndarray, paths: Sequence[str]) -> pa.StructArray:
    """The column image of some rows: image files, as in `table`, and their names."""
    return pa.StructArray.from_arrays([binary(files), pa.array(paths, pa.string())], fields=list(IMAGE_TYPE))


def binary(files: Sequence[bytes] | np.ndarray) -> pa.Array:
    """The bytes of files as a column, without a copy where they lie in one array already."""
    if not isinstance(files, np.ndarray):
        return pa.array(files, pa.binary())
    count, length = files.shape
    ends = np.arange(count + 1, dtype=np.int32) * np.int32(length)
    return pa.Array.from_buffers(
        pa.binary(), count, [None, pa.py_buffer(ends), pa.py_buffer(np.ascontiguousarray(files))]
    )


def image_name(i: int) -> str:
    """What the image file of image i is called where it is drawn."""
    return f"{i:07d}.png"


def with_ids(table: pa.Table, ids: Iterable[int]) -> pa.Table:
    """The table with these ids, in the order of a shard's columns: id, image, text, group, all others."""
    front = {"id": pa.array(np.fromiter(ids, np.int64))}
    front |= {name: table[name] for name in ("image", "text") if name in table.column_names}
    front["group"] = table["group"] if "group" in table.column_names else pa.nulls(len(table), pa.string())
    others = {name: table[name] for name in table.column_names if name not in front}
    return pa.table(front | others).replace_schema_metadata(IMAGE_FEATURE)


def write_table(folder: Path, index: int, table: pa.Table) -> None:
    """Like `write`, for rows that come as a table with an image from `pictures`; its ids are made anew."""
    first = index * ROWS
    tables.write_table(path_of(folder, index), with_ids(table, range(first, first + len(table))), ROW_GROUP)


def fingerprint(files: Iterable[Path]) -> str:
    """A hash of the content of files, in the order given: equal for equal bytes."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(hashlib.sha256(read_bytes(file)).digest())
    return whole.hexdigest()[:32]


def read_columns(shard: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """Some columns of a shard as a frame; all but the images where none are named."""
    columns = columns or [name for name in pq.read_schema(shard).names if name != "image"]
    return tables.read_table(shard, columns).to_pandas()


def by_shard(ids: np.ndarray) -> list[np.ndarray]:
    """Rising ids, divided into those of each shard; of a dataset drawn on the fly into blocks of the same length."""
    return [ids[start:end] for start, end in runs(ids // ROWS)]


class Shards:
    """The rows of a folder whose shards are complete, `count` of them; an id tells its shard and place."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder, self.count = folder, count

    def files(self) -> list[Path]:
        """The shard files in the order of their ids."""
        return [path_of(self.folder, index) for index in range(-(-self.count // ROWS))]

    def schema(self) -> pa.Schema:
        """Names and types of the columns, in the order stored."""
        return pq.read_schema(self.files()[0])

    def frame(self, columns: list[str] | None, ids: np.ndarray | None) -> pd.DataFrame:
        """Some columns (None: all but the images) of these rows, in the order given; of all rows where ids is None."""
        files, places = (self.files(), None) if ids is None else self.holding(ids)
        rows = pd.concat([read_columns(file, columns) for file in files], ignore_index=True)
        return rows if places is None else rows.iloc[places].reset_index(drop=True)

    def holding(self, ids: np.ndarray) -> tuple[list[Path], np.ndarray]:
        """The shard files that hold these rows, and the place of each row in the rows of these files together.

        Without ids it is the first file, which shows the columns.
        """
        numbers, place = np.unique(ids // ROWS, return_inverse=True)
        return [path_of(self.folder, number) for number in numbers.tolist() or [0]], place * ROWS + ids % ROWS

    def rows(self, wanted: np.ndarray) -> pa.Table:
        """All columns of these rows, in the order given; quick and small when the ids rise."""
        pieces = []
        for start, end in runs(wanted // ROWS):
            path = path_of(self.folder, int(wanted[start] // ROWS))
            pieces.append(tables.read_table(path).take(pa.array(wanted[start:end] % ROWS)))
        return pa.concat_tables(pieces, promote_options="permissive")

    def image_files(self, wanted: np.ndarray) -> list[bytes]:
        """The image files' bytes of these rows, in the order given; reads only the row groups that hold them."""
        found: dict[int, bytes] = {}
        for index in np.unique(wanted // ROWS):
            inside = wanted[wanted // ROWS == index] % ROWS
            path = path_of(self.folder, int(index))
            rows = tables.row_group_size(path)
            for group in np.unique(inside // rows):
                column = tables.read_row_groups(path, [group], ["image"])["image"]
                for place in inside[inside // rows == group]:
                    key = int(index * ROWS + place)
                    found[key] = column[int(place % rows)].as_py()["bytes"]
        return [found[int(key)] for key in wanted]

    def paths(self, wanted: Iterable[int]) -> list[str]:
        """The file names of these rows' images, in the order given."""
        files, places = self.holding(np.fromiter(wanted, np.int64))
        rows = [row for file in files for row in tables.read_table(file, ["image.path"])["image"].to_pylist()]
        return [rows[place]["path"] for place in places]


def runs(values: np.ndarray) -> Iterator[tuple[int, int]]:
    """(start, end) of each stretch of equal values, as slices."""
    edges = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
    yield from ((start, end) for start, end in pairwise(edges) if end > start)
