"""What a view computes: numbers, tables and sentences; as JSON, CSV and Parquet."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.core.storage.files import as_csv, write_text
from engine.core.storage.tables import write_table

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # with which a spreadsheet takes a text for a formula


class Tables(NamedTuple):
    """The result of a view: numbers by name, tables by name, and sentences in plain words."""

    numbers: dict[str, Any]
    tables: dict[str, pd.DataFrame]
    sentences: list[str]


def as_data(result: Tables) -> dict[str, Any]:
    """Everything as plain values for JSON; numbers that are not finite become None."""
    tables = {name: table.to_dict("records") for name, table in result.tables.items()}
    return plain({**result.numbers, **tables, "sentences": result.sentences})


def plain(value: Any) -> Any:
    """A value made of Python's own types."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def csv_of(table: pd.DataFrame) -> str:
    """A table as CSV in which no text is a formula to a spreadsheet: an apostrophe is put before such a one."""
    return as_csv(map(harmless, table.columns), ([harmless(cell) for cell in row] for row in plain_rows(table)))


def plain_rows(table: pd.DataFrame) -> Iterator[list[Any]]:
    """The rows of a table as plain values; lists become texts of their items."""
    for row in table.itertuples(index=False):
        cells = [plain(cell) for cell in row]
        yield [" ".join(map(str, cell)) if isinstance(cell, list) else cell for cell in cells]


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def parquet_of(table: pd.DataFrame) -> pa.Table:
    """A table for Parquet; categories and mixed columns become texts."""
    columns = {}
    for name in table:
        values = [plain(cell) for cell in table[name]]
        kinds = {type(value) for value in values if value is not None}
        mixed = len(kinds - {int, float}) > (0 if kinds & {int, float} else 1)
        columns[str(name)] = pa.array([None if value is None else str(value) for value in values] if mixed else values)
    return pa.table(columns)


def write(result: Tables, folder: Path) -> list[str]:
    """Writes every table as NAME.csv and NAME.parquet into a folder; returns the names of the files."""
    for name, table in result.tables.items():
        write_text(folder / f"{name}.csv", csv_of(table))
        write_table(folder / f"{name}.parquet", parquet_of(table))
    return [f"{name}.{kind}" for name in result.tables for kind in ("csv", "parquet")]
