"""Finds and opens the tables of the sources, by their first bytes or else by their extensions."""

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, Protocol

from engine.collect.spec import CollectSpec
from engine.collect.tables.csv_file import CsvTable
from engine.collect.tables.hdf5 import hdf5_tables
from engine.collect.tables.idx import IdxTable, label_files
from engine.collect.tables.numpy_files import npy_tables, npz_tables
from engine.collect.tables.parquet import ParquetTable
from engine.collect.tables.pixels import Batch

ENDINGS = (".csv", ".npy", ".npz", ".h5", ".hdf5", ".parquet", ".gz", "-ubyte", ".idx")


class Table(Protocol):
    """The interface of every table. count: the number of rows that it states."""

    title: str
    count: int

    def batches(self, start: int) -> Generator[Batch]:
        """Yields batches of images (arrays or bytes of files) and labels from row `start` on."""

    def first_labels(self) -> list[str]:
        """The labels of the first batch."""


def open_tables(spec: CollectSpec) -> list[Table]:
    """Opens the tables of the sources, in a fixed order. Files of labels beside their images are not tables.

    Raises FileNotFoundError or ValueError if there is no table.
    """
    tables: list[Table] = []
    given = [Path(path) for path in spec.source]
    label_paths = {labels for path in given for labels in label_files(path)}
    for path in (path for path in given if path not in label_paths):
        if not path.exists():
            raise FileNotFoundError(f"there is no {str(path)!r}; give a table of pixels, or a folder of them.")
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and (file == path or is_table(file)):
                tables += opener(file)(file, spec)
    if not tables:
        raise ValueError(
            f"the sources must contain tables of pixels; they have none. Give files that end in {', '.join(ENDINGS)}."
        )
    return tables


def is_table(path: Path) -> bool:
    """Whether a file in a folder is a table of images rather than the labels of another."""
    name = path.name.lower()
    return name.endswith(ENDINGS) and not any(word in name for word in ("labels", "mapping")) and name != "y.npy"


def is_named_like_a_table(path: str) -> bool:
    """Whether a path is named like a table. A .gz file is one only if it is named like IDX; others are archives."""
    name = Path(path).name.lower()
    return name.endswith(ENDINGS) and (not name.endswith(".gz") or "ubyte" in name)


def opener(path: Path) -> Callable[[Path, CollectSpec], list[Any]]:
    """Returns the function that opens the tables of a file."""
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"\x93NUMPY"):
        return npy_tables
    if start.startswith(b"PK"):
        return npz_tables
    if start.startswith(b"\x89HDF\r\n\x1a\n"):
        return hdf5_tables
    if start.startswith(b"PAR1"):
        return lambda path, spec: [ParquetTable(path, spec)]
    if start[:2] == b"\0\0" or start.startswith(b"\x1f\x8b"):
        return lambda path, spec: [IdxTable(path, spec)]
    return lambda path, spec: [CsvTable(path, spec)]
