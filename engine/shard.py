"""The shards of a dataset: Parquet files of at most ROWS rows, which many processes may write side by side."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from engine import storage

ROWS = 1000
ROW_GROUP = 250
IMAGE_TYPE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
TYPES = {"id": pa.int64(), "text": pa.string(), "group": pa.string()}  # of columns that are the same everywhere
# The Hugging Face Image feature: `datasets.load_dataset` shows the column as pictures.
IMAGE_FEATURE = {b"huggingface": b'{"info": {"features": {"image": {"_type": "Image"}}}}'}


def path_of(folder: Path, index: int) -> Path:
    """Where shard number `index` lies."""
    return folder / f"part-{index:05d}.parquet"


def write(folder: Path, index: int, rows: list[dict[str, Any]]) -> None:
    """Writes one shard of at most ROWS rows, which are as in `table`; ids follow from the shard's number."""
    first = index * ROWS
    storage.write_table(path_of(folder, index), table(range(first, first + len(rows)), rows), ROW_GROUP)


def table(ids: Iterable[int], rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as a table with the columns of a shard.

    A row holds image (bytes of a picture file), path, text, picture (hash of its pixels), width and height in pixels,
    group (or None), and any drawn parameters as plain numbers, texts or lists of them.
    """
    pictures = pa.array([{"bytes": row["image"], "path": row["path"]} for row in rows], IMAGE_TYPE)
    others = [name for name in rows[0] if name not in ("id", "image", "path", "text", "group")]
    columns = {"id": pa.array(ids, TYPES["id"]), "image": pictures}
    columns |= {name: column(name, rows) for name in ("text", "group", *others)}
    return pa.table(columns).replace_schema_metadata(IMAGE_FEATURE)


def column(name: str, rows: list[dict[str, Any]]) -> pa.Array:
    """One column of rows; a row need not have a group."""
    return pa.array([row.get(name) if name == "group" else row[name] for row in rows], TYPES.get(name))


def picture_name(i: int) -> str:
    """What the picture file of image i is called where it is drawn."""
    return f"{i:07d}.png"


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

    def frame(self, columns: list[str], ids: np.ndarray | None) -> pd.DataFrame:
        """Some columns, none of them the pictures, of these rows in the order given; of all where ids is None."""
        whole = pd.concat([read_columns(each, columns) for each in self.files()], ignore_index=True)
        return whole if ids is None else whole.iloc[ids].reset_index(drop=True)

    def rows(self, wanted: np.ndarray) -> pa.Table:
        """All columns of these rows, in the order given; quick and small when the ids rise."""
        pieces = []
        for start, end in runs(wanted // ROWS):
            path = path_of(self.folder, int(wanted[start] // ROWS))
            pieces.append(storage.read_table(path).take(pa.array(wanted[start:end] % ROWS)))
        return pa.concat_tables(pieces, promote_options="permissive")

    def pictures(self, wanted: np.ndarray) -> list[bytes]:
        """The picture files' bytes of these rows, in the order given; reads only the row groups that hold them."""
        found: dict[int, bytes] = {}
        for index in np.unique(wanted // ROWS):
            inside = wanted[wanted // ROWS == index] % ROWS
            path = path_of(self.folder, int(index))
            rows = storage.row_group_size(path)
            for group in np.unique(inside // rows):
                column = storage.read_row_groups(path, [group], ["image"])["image"]
                for place in inside[inside // rows == group]:
                    key = int(index * ROWS + place)
                    found[key] = column[int(place % rows)].as_py()["bytes"]
        return [found[int(key)] for key in wanted]

    def paths(self, wanted: Iterable[int]) -> list[str]:
        """The file names of these rows' pictures, in the order given."""
        columns = [storage.read_table(each, ["image.path"])["image"].to_pylist() for each in self.files()]
        names = [row["path"] for rows in columns for row in rows]
        return [names[key] for key in wanted]


def runs(values: np.ndarray) -> Iterator[tuple[int, int]]:
    """(start, end) of each stretch of equal values, as slices."""
    edges = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
    yield from ((start, end) for start, end in pairwise(edges) if end > start)
