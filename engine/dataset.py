"""A dataset is a folder of Parquet shards, what is known about them, and an index that splits them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel

from engine import corrections, labels, shard, storage

PARTS = ("train", "validation", "test")


class DatasetInfo(BaseModel):
    """What dataset.json holds. Ranges are [smallest, largest]; width and height in pixels."""

    kind: Literal["text", "class"]
    count: int
    alphabet: str
    lengths: tuple[int, int]
    width: tuple[int, int]
    height: tuple[int, int]
    fingerprint: str
    source: str
    spec: dict[str, Any]
    created: str


def finish(folder: Path, kind: Literal["text", "class"], source: str, spec: dict[str, Any]) -> DatasetInfo:
    """Writes dataset.json for a folder whose shards are complete.

    Raises ValueError when a shard is missing, or one other than the last is not full.
    """
    files = sorted(folder.glob("part-*.parquet"))
    frame = pd.concat(
        [shard.read_columns(each, ["id", "text", "width", "height"]) for each in files], ignore_index=True
    )
    if not (frame["id"].to_numpy() == np.arange(len(frame))).all():
        raise ValueError("the dataset's shards are not complete; run the job again.")
    lengths = frame["text"].str.len()
    info = DatasetInfo(
        kind=kind,
        count=len(frame),
        alphabet=labels.alphabet_of(frame["text"]),
        lengths=(int(lengths.min()), int(lengths.max())),
        width=(int(frame["width"].min()), int(frame["width"].max())),
        height=(int(frame["height"].min()), int(frame["height"].max())),
        fingerprint=shard.fingerprint(files),
        source=source,
        spec=spec,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    storage.write_json(folder / "dataset.json", info.model_dump(mode="json"))
    return info


def publish(build: Path, name: str) -> None:
    """Gives a finished folder its place among the datasets; FileExistsError when the name is taken."""
    storage.publish(build, storage.datasets_folder() / name)


def names() -> list[str]:
    """The datasets of the workspace, sorted by name."""
    folder = storage.datasets_folder()
    return [name for name in storage.folders(folder) if (folder / name / "dataset.json").exists()]


def open(name: str) -> "Dataset":
    """The dataset of that name; FileNotFoundError, naming those there are, when there is none."""
    known = names()
    if name not in known:
        there = ", ".join(known) or "none yet: generate or collect one first"
        raise FileNotFoundError(f"there is no dataset {name!r}; there are: {there}.")
    return Dataset(name)


class Dataset:
    """A dataset in the workspace. Row ids are 0..count-1, so an id tells its shard and place.

    Where labels were corrected, `text`, `info` and its fingerprint are those in force, a column `given` has the
    original ones, and `stored` is the info without corrections.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.folder = storage.datasets_folder() / name
        self.stored = DatasetInfo.model_validate(storage.read_json(self.folder / "dataset.json"))
        self.take_corrections()

    def take_corrections(self) -> None:
        """Reads the labels in force: `corrected` holds those that differ, with columns given and text, by id."""
        self.corrected = corrections.in_force(corrections.history(self.folder))
        self.info = self.stored
        if len(self.corrected):
            mark = self.stored.fingerprint
            alphabet, lengths = corrections.symbols_and_lengths(self.folder, mark, self.corrected)
            mark = corrections.fingerprint(mark, self.corrected)
            changes = {"alphabet": alphabet, "lengths": lengths, "fingerprint": mark}
            self.info = self.stored.model_copy(update=changes)

    def decide(self, ids: Iterable[int], to: Iterable[str], why: corrections.Why) -> None:
        """Gives images other labels, or notes that the present ones are right; the original labels stay.

        Raises ValueError for an empty label, or an id that the dataset does not have.
        """
        ids = list(ids)
        if not all(0 <= row < self.info.count for row in ids):
            raise ValueError(f"ids must be 0 to {self.info.count - 1}; got {min(ids)} to {max(ids)}.")
        corrections.decide(self.folder, ids, self.originals(ids), to, why)
        self.take_corrections()

    def undo(self, ids: Iterable[int]) -> None:
        """Takes back the newest decision on each of these images' labels that still stands."""
        corrections.undo(self.folder, ids)
        self.take_corrections()

    def originals(self, ids: Iterable[int]) -> dict[int, str]:
        """The labels that images came with, by id."""
        wanted = np.unique(np.fromiter(ids, np.int64))
        found: dict[int, str] = {}
        for start, end in shard.runs(wanted // shard.ROWS):
            path = shard.path_of(self.folder, int(wanted[start] // shard.ROWS))
            texts = storage.read_table(path, ["text"])["text"].take(pa.array(wanted[start:end] % shard.ROWS))
            found |= dict(zip(wanted[start:end].tolist(), texts.to_pylist(), strict=True))
        return found

    def shards(self) -> list[Path]:
        """The shard files in the order of their ids."""
        return [shard.path_of(self.folder, index) for index in range(-(-self.info.count // shard.ROWS))]

    def schema(self) -> pa.Schema:
        """Names and types of the columns, in the order stored, and `given` where labels were corrected."""
        stored = pq.read_schema(self.shards()[0])
        new = len(self.corrected) and corrections.GIVEN not in stored.names
        return stored.append(pa.field(corrections.GIVEN, pa.string())) if new else stored

    def columns(self) -> list[str]:
        """Every column's name, in the order stored."""
        return self.schema().names

    def frame(self, columns: list[str] | None = None) -> pd.DataFrame:
        """The rows without their pictures, in the order of their ids."""
        wanted = columns or [name for name in self.columns() if name != "image"]
        overlay = len(self.corrected) and {"text", corrections.GIVEN} & set(wanted)
        stored = set(pq.read_schema(self.shards()[0]).names)
        read = [name for name in dict.fromkeys([*wanted, "text"]) if name in stored] if overlay else wanted
        rows = pd.concat([shard.read_columns(each, read) for each in self.shards()], ignore_index=True)
        return corrections.over_frame(rows, self.corrected)[wanted] if overlay else rows

    def rows(self, ids: Iterable[int]) -> pa.Table:
        """All columns of these rows, with their pictures, in the order given; quick and small when the ids rise."""
        wanted = np.fromiter(ids, np.int64)
        pieces = []
        for start, end in shard.runs(wanted // shard.ROWS):
            path = shard.path_of(self.folder, int(wanted[start] // shard.ROWS))
            pieces.append(storage.read_table(path).take(pa.array(wanted[start:end] % shard.ROWS)))
        return corrections.over_table(pa.concat_tables(pieces, promote_options="permissive"), self.corrected)

    def pictures(self, ids: Iterable[int]) -> list[bytes]:
        """The picture files' bytes of these rows, in the order given; reads only the row groups that hold them."""
        wanted = np.fromiter(ids, np.int64)
        found: dict[int, bytes] = {}
        for index in np.unique(wanted // shard.ROWS):
            inside = wanted[wanted // shard.ROWS == index] % shard.ROWS
            path = shard.path_of(self.folder, int(index))
            rows = storage.row_group_size(path)
            for group in np.unique(inside // rows):
                column = storage.read_row_groups(path, [group], ["image"])["image"]
                for place in inside[inside // rows == group]:
                    key = int(index * shard.ROWS + place)
                    found[key] = column[int(place % rows)].as_py()["bytes"]
        return [found[int(key)] for key in wanted]

    def paths(self, ids: Iterable[int]) -> list[str]:
        """The file names of these rows' pictures, in the order given."""
        columns = [storage.read_table(each, ["image.path"])["image"].to_pylist() for each in self.shards()]
        names = [row["path"] for rows in columns for row in rows]
        return [names[key] for key in ids]

    def batches(self, ids: Iterable[int], size: int) -> Iterator[tuple[np.ndarray, list[bytes]]]:
        """(ids, picture bytes) for at most `size` rows at a time; quick when the ids rise."""
        wanted = np.fromiter(ids, np.int64)
        for start in range(0, len(wanted), size):
            some = wanted[start : start + size]
            yield some, self.pictures(some)

    def split(self) -> pd.Series:
        """The part of each row ("train", "validation" or "test"), indexed by id.

        Raises ValueError when the dataset was not split yet.
        """
        path = self.folder / "split.parquet"
        if not path.exists():
            raise ValueError(
                f"the dataset {self.name!r} is not split yet; split it first, on the page Split or with "
                f"`python -m engine split --dataset {self.name!r}`."
            )
        parts = storage.read_table(path).to_pandas().set_index("id")["part"]
        return parts[~parts.index.isin(self.quarantine()["id"])]

    def quarantine(self) -> pd.DataFrame:
        """The rows that are left out of splits, training and reading: columns id (rising) and reason."""
        path = self.folder / "quarantine.parquet"
        return storage.read_table(path).to_pandas() if path.exists() else pd.DataFrame({"id": [], "reason": []})

    def write_quarantine(self, rows: pd.DataFrame) -> None:
        """Stores which rows are left out and why; those that are not among them any more come back.

        Raises ValueError for an id that the dataset does not have.
        """
        if not rows["id"].between(0, self.info.count - 1).all():
            raise ValueError(f"ids must be 0 to {self.info.count - 1}; got {rows['id'].min()} to {rows['id'].max()}.")
        rows = rows.drop_duplicates("id").sort_values("id")
        columns = {"id": pa.array(rows["id"], pa.int64()), "reason": pa.array(rows["reason"], pa.string())}
        storage.write_table(self.folder / "quarantine.parquet", pa.table(columns))

    def split_report(self) -> dict[str, Any] | None:
        """What the last split was asked for and did; None when there was none."""
        path = self.folder / "split.json"
        return storage.read_json(path) if path.exists() else None

    def part_ids(self, part: str) -> np.ndarray:
        """The ids of one part, rising, or of all rows for "all"; without those that cleaning left out.

        Raises ValueError for an unknown part, or when the dataset was not split yet.
        """
        if part == "all":
            return np.setdiff1d(np.arange(self.info.count), self.quarantine()["id"].to_numpy(np.int64))
        if part not in PARTS:
            raise ValueError(f"part must be one of {', '.join(PARTS)} or all; got {part!r}.")
        parts = self.split()
        return np.sort(parts.index[parts == part].to_numpy())

    def write_split(self, parts: pd.Series, report: dict[str, Any]) -> None:
        """Stores which row belongs to which part; pictures stay where they are."""
        table = pa.table({"id": pa.array(parts.index, pa.int64()), "part": pa.array(parts.to_numpy(), pa.string())})
        storage.write_json(self.folder / "split.json", report)
        storage.write_table(self.folder / "split.parquet", table)

    def split_fingerprint(self) -> str:
        """A hash of the split, so that a model remembers which rows it was trained on; "" when there is none."""
        path = self.folder / "split.parquet"
        return shard.fingerprint([path]) if path.exists() else ""
