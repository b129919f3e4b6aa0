"""Which tables lie in the sources: decided by their first bytes, and by the ending where those say nothing."""

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

SUFFIXES = (".csv", ".npy", ".npz", ".h5", ".hdf5", ".parquet", ".gz", "-ubyte", ".idx")


class Table(Protocol):
    """What every table can do. count: how many rows it says it has."""

    title: str
    count: int

    def batches(self, start: int) -> Generator[Batch]:
        """The pictures (arrays or the bytes of files) and labels from a row on, some at a time."""

    def first_labels(self) -> list[str]:
        """The labels of the first rows, a batch of them."""


def open_tables(spec: CollectSpec) -> list[Table]:
    """The tables of the sources, in a fixed order; a file of labels that is given beside its pictures is none of them.

    Raises FileNotFoundError or ValueError when there is no table.
    """
    tables: list[Table] = []
    given = [Path(path) for path in spec.source]
    beside = {each for path in given for each in label_files(path)}
    for path in (each for each in given if each not in beside):
        if not path.exists():
            raise FileNotFoundError(f"there is no {str(path)!r}; give a table of pixels, or a folder of them.")
        for each in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if each.is_file() and (each == path or is_table(each)):
                tables += opener(each)(each, spec)
    if not tables:
        raise ValueError(f"no tables of pixels in the sources; give files that end in {', '.join(SUFFIXES)}.")
    return tables


def is_table(path: Path) -> bool:
    """Whether a file of a folder is meant as a table of pictures, rather than as labels of another."""
    name = path.name.lower()
    return name.endswith(SUFFIXES) and not any(word in name for word in ("labels", "mapping")) and name != "y.npy"


def opener(path: Path) -> Callable[[Path, CollectSpec], list[Any]]:
    """The function that opens a file's tables."""
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
