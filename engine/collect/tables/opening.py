"""Finds and opens the tables of the sources, by their first bytes or else by their extensions."""

import csv
import re
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any, Protocol

import h5py
import numpy as np

from engine.collect.archives.foreign import refuse, refuse_inside
from engine.collect.formats import Format
from engine.collect.spec import CollectSpec
from engine.collect.tables import idx
from engine.collect.tables.array_labels import Labels
from engine.collect.tables.array_names import class_names, labels_beside, role_of
from engine.collect.tables.arrays import ArrayTable, paired
from engine.collect.tables.csv_file import CsvTable, holds_pixels
from engine.collect.tables.hdf5 import hdf5_arrays
from engine.collect.tables.idx import IdxTable, label_files
from engine.collect.tables.mat import mat_arrays
from engine.collect.tables.numpy_files import mapped, npz_arrays
from engine.collect.tables.parquet import ParquetTable
from engine.collect.tables.pixels import Batch
from engine.core.storage import lists

FORMATS = (
    Format("table", "images and labels in two files", "x.npz, y.npz; imgs.csv, labels.csv", "Paired by their names."),
    Format("table", "one file for each class", "cat.npy, dog.npy", "What tells the names apart is the label."),
)
START_BYTES = 16
NUMBER = re.compile(r"\s*-?\d+(\.\d*)?\s*")
ENDINGS = (".csv", ".npy", ".npz", ".h5", ".hdf5", ".mat", ".parquet", ".gz", "-ubyte", ".idx")


class Table(Protocol):
    """The interface of every table. count: the number of rows that it states.

    symbols: labels are symbols already, although `number_symbols` is given.
    """

    title: str
    count: int
    symbols: bool

    @property
    def notes(self) -> Sequence[str]:
        """How it is read, in sentences."""

    def batches(self, start: int) -> Generator[Batch]:
        """Yields batches of images (arrays or bytes of files) and labels from row `start` on."""

    def first_labels(self) -> list[str]:
        """The labels of the first batch."""


def open_tables(spec: CollectSpec) -> list[Table]:
    """Opens the tables of the sources, in a fixed order. Files of labels beside their images are not tables.

    Raises FileNotFoundError or ValueError if there is no table.
    """
    files = table_files(spec)
    classes = classes_of(files, spec)
    tables: list[Table] = []
    for file in files:
        tables += opened(file, spec, classes.get(file))
    if not tables:
        for folder in filter(Path.is_dir, map(Path, spec.source)):
            refuse_inside(folder)
        raise ValueError(
            f"the sources must contain tables of pixels; they have none. Give files that end in {', '.join(ENDINGS)}."
        )
    return tables


def table_files(spec: CollectSpec) -> list[Path]:
    """The files of the sources that are tables of images. Raises FileNotFoundError if a source does not exist."""
    given = [Path(path) for path in spec.source]
    label_paths = {labels for path in given for labels in [*label_files(path), beside(path, spec)]}
    files: list[Path] = []
    for path in (path for path in given if path not in label_paths):
        if not path.exists():
            raise FileNotFoundError(f"there is no {str(path)!r}; give a table of pixels, or a folder of them.")
        files += [path] if path.is_file() else filter(is_table, sorted(path.rglob("*")))
    taken = {beside(file, spec) for file in files}
    files = [file for file in files if file not in taken]
    # A list of classes often lies beside the arrays.
    tables = [file for file in files if file in given or file.suffix.lower() != ".csv" or holds_pixels(file)]
    return tables or files


def is_table(path: Path) -> bool:
    """Whether a file in a folder is a table of images rather than the labels of another."""
    name = path.name.lower()
    return path.is_file() and name.endswith(ENDINGS) and "mapping" not in name and role_of(name) != "labels"


def is_named_like_a_table(path: str) -> bool:
    """Whether a path is named like a table. A .gz file is one only if it is named like IDX; others are archives."""
    name = Path(path).name.lower()
    return name.endswith(ENDINGS) and (not name.endswith(".gz") or "ubyte" in name)


def beside(path: Path, spec: CollectSpec) -> Path | None:
    """The file of labels of a file of images: the one that the spec names, or one beside it with a similar name."""
    if spec.label and (named := path.parent / spec.label).is_file():
        return named if named != path else None
    return labels_beside(path) if path.is_file() else None


def classes_of(files: Sequence[Path], spec: CollectSpec) -> dict[Path, str]:
    """The class of each file, if there are several NPY files without labels."""
    alone = [file for file in files if file.suffix.lower() == ".npy" and not beside(file, spec)]
    names = class_names([file.name for file in alone])
    several = len(alone) > 1 and all(names) and len(set(names)) == len(names)
    return dict(zip(alone, names, strict=True)) if several else {}


def opened(path: Path, spec: CollectSpec, label: str | None) -> Sequence[Table]:
    """The tables of a file. label: of all its images, or None if each has its own."""
    with path.open("rb") as file:
        start = file.read(START_BYTES)
    if read := arrays_of(path, start):
        return array_tables(path, read(path), spec, label)
    if start.startswith(b"PAR1"):
        return [ParquetTable(path, spec)]
    if is_idx(path, start):
        return [IdxTable(path, spec)]
    refuse(path)
    labels = beside(path, spec)
    return [CsvTable(path, spec, label_values(labels) if labels else None)]


def is_idx(path: Path, start: bytes) -> bool:
    """Whether a file is IDX, plain or gzipped, or is named like it."""
    zeros = start[:2] == b"\0\0" and (start[2:3] in map(bytes, ([kind] for kind in idx.TYPES)) or "ubyte" in path.name)
    return zeros or start.startswith(b"\x1f\x8b")


def arrays_of(path: Path, start: bytes) -> Callable[[Path], dict[str, Any]] | None:
    """Returns the function that reads the arrays of a file with these first bytes; None for other files."""
    if start.startswith(b"\x93NUMPY"):
        return lambda path: {"": mapped(path)}
    if start.startswith(b"PK"):
        return npz_arrays
    if start.startswith(b"\x89HDF\r\n\x1a\n") or (not start.strip(b"\0M") and h5py.is_hdf5(path)):
        return hdf5_arrays
    if start.startswith(b"MATLAB 7.3"):
        return hdf5_arrays
    return mat_arrays if start.startswith(b"MATLAB") or path.suffix.lower() == ".mat" else None


def array_tables(path: Path, arrays: dict[str, Any], spec: CollectSpec, label: str | None) -> Sequence[Table]:
    """The tables of a file of arrays, with labels in it, in the file beside it, or of one class.

    Raises FileNotFoundError if a single array has no labels.
    """
    labels = beside(path, spec)
    single = len(arrays) == 1 or spec.pixels in arrays
    if (labels or label is not None) and single:
        name = next(iter(arrays)) if len(arrays) == 1 else spec.pixels
        values = arrays[name]
        return [
            ArrayTable(path.name, values, label_values(labels) if labels else Labels([str(label)] * len(values)), spec)
        ]
    if len(arrays) == 1:
        raise FileNotFoundError(
            f"{path.name} needs its labels beside it, such as x.npy and y.npy; put the file there, or name it in label."
        )
    return paired(path.name, arrays, spec)


def label_values(path: Path) -> Any:
    """The labels in a file of their own: an array, or the cells of a text without a heading.

    Raises ValueError if it holds several arrays.
    """
    with path.open("rb") as file:
        start = file.read(START_BYTES)
    if read := arrays_of(path, start):
        arrays = read(path)
        named = [name for name in arrays if role_of(name) == "labels"] if len(arrays) > 1 else list(arrays)
        if len(named) != 1:
            raise ValueError(f"{path.name} must hold one array of labels; it holds {', '.join(arrays)}. Keep one.")
        return arrays[named[0]]
    if start[:2] == b"\0\0":
        return idx.read_labels(path)
    refuse(path)
    return cells(path)


def cells(path: Path) -> np.ndarray:
    """The cells of a text of labels, without a heading and a column that counts lines, (n, columns)."""
    rows = [row for row in csv.reader(lists.decoded(path.name, path.read_bytes()).splitlines()) if any(row)]
    body = rows[1:] if len(rows) > 1 and is_heading(rows[0], rows[1:]) else rows
    counted = len(body[0]) == 2 and [row[0] for row in body] in (
        [str(n + first) for n in range(len(body))] for first in (0, 1)
    )
    values = np.array([row[1:] if counted else row for row in body], object)
    numbers = (
        all(cell.strip().lstrip("-").isdigit() for cell in values.reshape(-1)) if values.shape[1:] != (1,) else False
    )
    return values.astype(float) if numbers else values


def is_heading(row: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether the first row of labels is a heading: a word for labels, or the only row that is not of numbers."""
    if role_of(row[-1]) == "labels":
        return True
    return not row[-1].strip().isdigit() and all(line[-1].strip().isdigit() for line in body)
