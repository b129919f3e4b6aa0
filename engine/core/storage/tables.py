"""Parquet files, and CSV files that the workbench wrote."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from engine.core.storage.files import RESTORE, UNREADABLE, damaged, read_text, write_bytes

CORRUPT = (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError, pa.ArrowKeyError, pa.ArrowIndexError)


def read_table(
    path: Path, columns: list[str] | None = None, types: Mapping[str, pa.DataType] | None = None, mend: str = RESTORE
) -> pa.Table:
    """A Parquet file as a table, or only some of its columns.

    types: columns that it must have, with their types. Raises FileNotFoundError, or DamagedFileError, which ends with
    `mend`, if it cannot be read or lacks a column.
    """
    with opened(path, mend) as file:
        typed = types or {}
        kinds = typed if file.metadata.num_rows else dict.fromkeys(typed)  # columns without rows may have any type
        check_columns(path, file.schema_arrow, {**dict.fromkeys(columns or ()), **kinds}, mend)
        table = file.read(columns=columns)
        table.validate(full=True)  # text that is not UTF-8 would raise an error only where it is used
    return table


def check_columns(path: Path, schema: pa.Schema, types: Mapping[str, pa.DataType | None], mend: str) -> None:
    """Raises DamagedFileError if a file lacks one of these columns, or has another type in it (None: any type)."""
    for name, kind in types.items():
        place = schema.get_field_index(name.partition(".")[0])
        if place < 0:
            raise damaged(path, f"it has no column {name}", mend)
        stored = schema.field(place).type
        if kind is not None and stored != kind and not (kind == pa.string() and stored == pa.large_string()):
            raise damaged(path, f"its column {name} is {stored} instead of {kind}", mend)


@contextmanager
def opened(path: Path, mend: str = RESTORE) -> Iterator[pq.ParquetFile]:
    """An open Parquet file; what goes wrong with it in the block becomes a DamagedFileError, except that it is gone."""
    try:
        with pq.ParquetFile(path) as file:
            yield file
    except pa.ArrowMemoryError:
        raise
    except (*CORRUPT, UnicodeDecodeError) as error:
        raise damaged(path, error, mend) from None
    except OSError as error:
        if error.errno not in (None, *UNREADABLE):  # Arrow's own errors have no number
            raise
        raise damaged(path, error, mend) from None
    except pa.ArrowException as error:  # such as a thread that cannot be started
        raise MemoryError(str(error)) from None


def read_schema(path: Path, mend: str = RESTORE) -> pa.Schema:
    """Names and types of the columns of a Parquet file. Raises like `read_table`."""
    with opened(path, mend) as file:
        return file.schema_arrow


def read_row_groups(path: Path, groups: list[int], columns: list[str], mend: str = RESTORE) -> pa.Table:
    """Some row groups of a Parquet file, in the order asked for. Raises like `read_table`."""
    with opened(path, mend) as file:
        return file.read_row_groups(groups, columns=columns)


def row_counts(path: Path, mend: str = RESTORE) -> tuple[int, int]:
    """How many rows a Parquet file has, and how many each row group but the last. Raises like `read_table`."""
    with opened(path, mend) as file:
        return file.metadata.num_rows, file.metadata.row_group(0).num_rows if file.metadata.num_row_groups else 0


def read_csv(path: Path, mend: str = RESTORE, **how: Any) -> pd.DataFrame:
    """A CSV file with a header as a frame. `how`: arguments of `pandas.read_csv`.

    Raises FileNotFoundError, or DamagedFileError, which ends with `mend`, if the file is not CSV.
    """
    try:
        return pd.read_csv(io.StringIO(read_text(path)), **how)
    except (ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno not in UNREADABLE:
            raise
        raise damaged(path, error, mend) from None


def write_table(path: Path, table: pa.Table, row_group_size: int | None = None) -> None:
    """Writes a Parquet file like `write_bytes`; the same table gives the same bytes."""
    write_bytes(path, bytes_of(table, row_group_size))


def bytes_of(table: pa.Table, row_group_size: int | None = None) -> memoryview:
    """The bytes of a Parquet file."""
    buffer = pa.BufferOutputStream()
    pq.write_table(
        table,
        buffer,
        row_group_size=row_group_size,
        compression="zstd",
        use_dictionary=False,  # measured: within a row group it saves no byte that zstd does not, and costs a tenth
        write_statistics=["id"],
    )
    return memoryview(buffer.getvalue())
