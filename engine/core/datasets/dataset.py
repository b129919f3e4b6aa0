"""A dataset is a folder of Parquet shards, what is known about them, and an index that splits them."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.core.datasets import corrections, shard, usage
from engine.core.datasets.info import PARTS, DatasetInfo, read_info
from engine.core.datasets.on_demand import DrawnRows
from engine.core.datasets.shard import Shards
from engine.core.datasets.write import write_split
from engine.core.storage.files import DamagedFileError
from engine.core.storage.folders import holds, list_folders
from engine.core.storage.paths import datasets_folder
from engine.core.storage.tables import write_table

BESIDE = (usage.SPLIT, usage.QUARANTINE, "prepare.json")  # what decides how rows are used


def dataset_names() -> list[str]:
    """The datasets of the workspace, sorted by name. Damaged ones are left out; see `damaged_datasets`."""
    folder = datasets_folder()
    return [name for name in list_folders(folder) if is_dataset(name) and not damage_of(name)]


def damaged_datasets() -> dict[str, str]:
    """The datasets of the workspace that cannot be opened, each with a sentence that says why and how to mend it."""
    reasons = {name: damage_of(name) for name in list_folders(datasets_folder()) if looks_like_dataset(name)}
    return {name: reason for name, reason in reasons.items() if reason}


def looks_like_dataset(name: str) -> bool:
    """Whether a folder is a dataset, or one whose dataset.json is lost."""
    return is_dataset(name) or holds(datasets_folder(), name, shard.path_of(Path(), 0).name)


def damage_of(name: str) -> str:
    """Why a dataset cannot be opened, and how to mend it, as a sentence; "" if it can."""
    try:
        Dataset(name)
    except DamagedFileError as damage:
        return str(damage)
    return ""


def is_dataset(name: str) -> bool:
    """Whether the workspace has a dataset of that name. Does not look at any other."""
    return holds(datasets_folder(), name, "dataset.json")


def open_dataset(name: str) -> "Dataset":
    """The dataset of that name.

    Raises FileNotFoundError, naming those there are, when there is none, and DamagedFileError if it cannot be read.
    """
    if not looks_like_dataset(name):
        there = ", ".join(dataset_names()) or "none yet: generate or collect one first"
        raise FileNotFoundError(f"there is no dataset {name!r}; there are: {there}.")
    return Dataset(name)


class Dataset:
    """A dataset in the workspace. Row ids are 0..count-1, so an id tells its shard and place.

    Where labels were corrected, `text`, `info` and its fingerprint are those in force, a column `given` has the
    original ones, and `stored` is the info without corrections.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.folder = datasets_folder() / name
        self.stored = read_info(self.folder)
        self.store: Shards | DrawnRows = Shards(self.folder, self.stored.count)
        if self.stored.on_the_fly:
            self.store = DrawnRows(name, self.stored.source, self.stored.spec, self.stored.count, self.stored.drawing)
        self.take_corrections()

    def take_corrections(self) -> None:
        """Reads the labels in force: `corrected` holds those that differ, with columns given and text, by id."""
        self.corrected = corrections.current(self.folder)
        vars(self).pop("info", None)

    @cached_property
    def info(self) -> DatasetInfo:
        """What is known of the dataset with the labels in force. Where labels were corrected, it opens every shard."""
        if self.corrected.empty:
            return self.stored
        mark = self.stored.fingerprint
        alphabet, lengths = corrections.symbols_and_lengths(self.folder, mark, self.corrected)
        mark = corrections.fingerprint(mark, self.corrected)
        return self.stored.model_copy(update={"alphabet": alphabet, "lengths": lengths, "fingerprint": mark})

    def decide(self, ids: Iterable[int], to: Iterable[str], why: corrections.Why) -> None:
        """Gives images other labels, or notes that the present ones are right; the original labels stay.

        Raises ValueError for an empty label, or an id that the dataset does not have.
        """
        ids = list(ids)
        if not all(0 <= row < self.stored.count for row in ids):
            raise ValueError(f"ids must be 0 to {self.stored.count - 1}; got {min(ids)} to {max(ids)}.")
        corrections.decide(self.folder, ids, self.originals(ids), to, why)
        self.take_corrections()

    def undo(self, ids: Iterable[int]) -> None:
        """Takes back the newest decision on each of these images' labels that still stands."""
        corrections.undo(self.folder, ids)
        self.take_corrections()

    def originals(self, ids: Iterable[int]) -> dict[int, str]:
        """The labels that images came with, by id."""
        wanted = np.unique(np.fromiter(ids, np.int64))
        return dict(zip(wanted.tolist(), self.store.frame(["text"], wanted)["text"], strict=True))

    def shards(self) -> list[Path]:
        """The shard files in the order of their ids; ValueError for a dataset drawn on the fly, which has none."""
        return self.store.files()

    def check(self) -> None:
        """Raises ValueError or FileNotFoundError, with a sentence, if its shards are damaged or cannot be drawn here.

        Opens every shard, but reads no row.
        """
        self.store.check()

    def schema(self) -> pa.Schema:
        """Names and types of the columns, in the order stored, and `given` where labels were corrected."""
        stored = self.store.schema()
        new = len(self.corrected) and corrections.GIVEN not in stored.names
        return stored.append(pa.field(corrections.GIVEN, pa.string())) if new else stored

    def columns(self) -> list[str]:
        """Every column's name, in the order stored."""
        return self.schema().names

    def frame(self, columns: list[str] | None = None, ids: np.ndarray | None = None) -> pd.DataFrame:
        """The rows without their images, in the order of their ids, or only those of some ids in their order.

        Opens only the shards that hold them.
        """
        if not len(self.corrected) or (columns and not {"text", corrections.GIVEN} & set(columns)):
            return self.store.frame(columns, ids)
        # The column of original labels is stored only where corrected datasets were merged.
        rows = self.store.frame(None if columns and corrections.GIVEN in columns else columns, ids)
        if ids is not None:
            rows.index = pd.Index(ids)
        rows = corrections.over_frame(rows, self.corrected)
        return rows[columns or rows.columns].reset_index(drop=True)

    def groups(self) -> list[str]:
        """The groups of all rows, such as their writers, sorted."""
        return sorted(self.frame(["group"])["group"].dropna().unique())

    def rows(self, ids: Iterable[int]) -> pa.Table:
        """All columns of these rows, with their images, in the order given; quick and small when the ids rise."""
        return corrections.over_table(self.store.rows(np.fromiter(ids, np.int64)), self.corrected)

    def image_files(self, ids: Iterable[int]) -> list[bytes]:
        """The image files' bytes of these rows, in the order given; reads only the row groups that hold them."""
        return self.store.image_files(np.fromiter(ids, np.int64))

    def paths(self, ids: Iterable[int]) -> list[str]:
        """The file names of these rows' images, in the order given."""
        return self.store.paths(ids)

    def batches(self, ids: Iterable[int], size: int) -> Iterator[tuple[np.ndarray, list[bytes]]]:
        """(ids, image bytes) for at most `size` rows at a time; quick when the ids rise."""
        wanted = np.fromiter(ids, np.int64)
        for start in range(0, len(wanted), size):
            some = wanted[start : start + size]
            yield some, self.image_files(some)

    def split(self) -> pd.Series:
        """The part of each row ("train", "validation" or "test"), indexed by id.

        Raises ValueError when the dataset was not split yet.
        """
        if not (self.folder / usage.SPLIT).exists():
            raise ValueError(
                f"the dataset {self.name!r} is not split yet; split it first, on the page Split or with "
                f"`python -m engine split --dataset {self.name!r}`."
            )
        parts = usage.read_split(self.folder, self.stored.count)
        return parts[~parts.index.isin(self.quarantine()["id"])]

    def quarantine(self) -> pd.DataFrame:
        """The rows that are left out of splits, training and reading: columns id (rising) and reason."""
        return usage.read_quarantine(self.folder, self.stored.count)

    def write_quarantine(self, rows: pd.DataFrame) -> None:
        """Stores which rows are left out and why; those that are not among them any more come back.

        Raises ValueError for an id that the dataset does not have.
        """
        if not rows["id"].between(0, self.stored.count - 1).all():
            raise ValueError(f"ids must be 0 to {self.stored.count - 1}; got {rows['id'].min()} to {rows['id'].max()}.")
        rows = rows.drop_duplicates("id").sort_values("id")
        columns = {"id": pa.array(rows["id"], pa.int64()), "reason": pa.array(rows["reason"], pa.string())}
        write_table(self.folder / usage.QUARANTINE, pa.table(columns))

    def split_report(self) -> usage.SplitReport | None:
        """What the last split was asked for and did; None when there was none."""
        return usage.read_split_report(self.folder)

    def part_ids(self, part: str) -> np.ndarray:
        """The ids of one part, rising, or of all rows for "all"; without those that cleaning left out.

        Raises ValueError for an unknown part, or when the dataset was not split yet.
        """
        if part == "all":
            return np.setdiff1d(np.arange(self.stored.count), self.quarantine()["id"].to_numpy(np.int64))
        if part not in PARTS:
            raise ValueError(f"part must be one of {', '.join(PARTS)} or all; got {part!r}.")
        parts = self.split()
        return np.sort(parts.index[parts == part].to_numpy())

    def write_split(self, parts: pd.Series, report: dict[str, Any]) -> None:
        """Stores which row belongs to which part; images stay where they are."""
        write_split(self.folder, parts, report)

    def split_fingerprint(self) -> str:
        """A hash of the split, so that a model remembers which rows it was trained on; "" when there is none."""
        path = self.folder / usage.SPLIT
        return shard.fingerprint([path]) if path.exists() else ""

    def state(self) -> str:
        """A text that changes whenever rows, labels, split, left-out rows or preprocessing do: the key of a cache."""
        beside = (self.folder / name for name in BESIDE)
        return f"{self.info.fingerprint} {shard.fingerprint(path for path in beside if path.exists())}"
