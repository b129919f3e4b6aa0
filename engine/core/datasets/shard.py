"""The shards of a dataset: Parquet files of at most ROWS rows, which many processes may write side by side."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.core.storage import tables
from engine.core.storage.files import damaged, read_bytes

ROWS = 1000
ROW_GROUP = 250
IMAGE_TYPE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
TYPES = {"id": pa.int64(), "text": pa.string(), "image": IMAGE_TYPE}  # of columns that every shard has
MEND = "restore it from a copy, or make the dataset again under another name"
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


def read(path: Path, columns: list[str] | None = None, rows: int | None = None) -> pa.Table:
    """A shard as a table, or only some of its columns. Raises DamagedFileError if it is missing, damaged or short.

    rows: how many it must have, where that is known.
    """
    try:
        table = tables.read_table(path, columns, TYPES, MEND)
    except FileNotFoundError:
        raise damaged(path, "it is missing", MEND) from None
    if rows not in (None, len(table)):
        raise damaged(path, f"it has {len(table)} rows instead of {rows}", MEND)
    return table


def read_columns(path: Path, columns: list[str] | None = None, rows: int | None = None) -> pd.DataFrame:
    """Some columns of a shard as a frame; all but the images where none are named. Raises like `read`."""
    columns = columns or [name for name in schema_of(path).names if name != "image"]
    return read(path, columns, rows).to_pandas()


def schema_of(path: Path) -> pa.Schema:
    """Names and types of the columns of a shard. Raises DamagedFileError if it is missing or damaged."""
    try:
        return tables.read_schema(path, MEND)
    except FileNotFoundError:
        raise damaged(path, "it is missing", MEND) from None


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

    def rows_in(self, index: int) -> int:
        """How many rows shard number `index` has."""
        return min(ROWS, self.count - index * ROWS)

    def check(self) -> None:
        """Raises DamagedFileError if a shard is missing, cut short or has other columns. Reads no row."""
        names = set(self.schema().names)
        for index, path in enumerate(self.files()):
            if not TYPES.keys() <= names or set(schema_of(path).names) != names:
                raise damaged(path, "it has other columns than it must have", MEND)
            rows, _ = tables.row_counts(path, MEND)
            if rows != self.rows_in(index):
                raise damaged(path, f"it has {rows} rows instead of {self.rows_in(index)}", MEND)

    def schema(self) -> pa.Schema:
        """Names and types of the columns, in the order stored."""
        return schema_of(self.files()[0])

    def frame(self, columns: list[str] | None, ids: np.ndarray | None) -> pd.DataFrame:
        """Some columns (None: all but the images) of these rows, in the order given; of all rows where ids is None."""
        numbers, places = (range(len(self.files())), None) if ids is None else self.holding(ids)
        pieces = [read_columns(path_of(self.folder, n), columns, self.rows_in(n)) for n in numbers]
        rows = pd.concat(pieces, ignore_index=True)
        return rows if places is None else rows.iloc[places].reset_index(drop=True)

    def holding(self, ids: np.ndarray) -> tuple[list[int], np.ndarray]:
        """The numbers of the shards that hold these rows, and the place of each row in the rows of these together.

        Without ids it is the first shard, which shows the columns.
        """
        numbers, place = np.unique(ids // ROWS, return_inverse=True)
        return numbers.tolist() or [0], place * ROWS + ids % ROWS

    def rows(self, wanted: np.ndarray) -> pa.Table:
        """All columns of these rows, in the order given; quick and small when the ids rise."""
        pieces = []
        for start, end in runs(wanted // ROWS):
            number = int(wanted[start] // ROWS)
            shard = read(path_of(self.folder, number), rows=self.rows_in(number))
            pieces.append(shard.take(pa.array(wanted[start:end] % ROWS)))
        return pa.concat_tables(pieces, promote_options="permissive")

    def image_files(self, wanted: np.ndarray) -> list[bytes]:
        """The image files' bytes of these rows, in the order given; reads only the row groups that hold them."""
        files: dict[int, bytes] = {}
        for index in np.unique(wanted // ROWS).tolist():
            inside = wanted[wanted // ROWS == index] % ROWS
            for place, data in self.images_of(index, inside):
                files[index * ROWS + place] = data
        return [files[int(key)] for key in wanted]

    def images_of(self, index: int, inside: np.ndarray) -> Iterator[tuple[int, bytes]]:
        """The places of some rows in a shard, with their image files' bytes."""
        path = path_of(self.folder, index)
        try:
            count, size = tables.row_counts(path, MEND)
            if count != self.rows_in(index):
                raise damaged(path, f"it has {count} rows instead of {self.rows_in(index)}", MEND)
            for group in np.unique(inside // size).tolist():
                column = tables.read_row_groups(path, [group], ["image"], MEND)["image"]
                for place in inside[inside // size == group].tolist():
                    yield place, column[place % size].as_py()["bytes"]
        except FileNotFoundError:
            raise damaged(path, "it is missing", MEND) from None
        except (KeyError, TypeError, IndexError):
            raise damaged(path, "its images have another form", MEND) from None

    def paths(self, wanted: Iterable[int]) -> list[str]:
        """The file names of these rows' images, in the order given."""
        numbers, places = self.holding(np.fromiter(wanted, np.int64))
        shards = (read(path_of(self.folder, n), ["image.path"], self.rows_in(n)) for n in numbers)
        rows = [row for shard in shards for row in shard["image"].to_pylist()]
        return [rows[place]["path"] for place in places]


def runs(values: np.ndarray) -> Iterator[tuple[int, int]]:
    """(start, end) of each stretch of equal values, as slices."""
    edges = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
    yield from ((start, end) for start, end in pairwise(edges) if end > start)
