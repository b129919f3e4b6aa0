"""A dataset is a folder of Parquet shards, what is known about them, and an index that splits them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
from pydantic import BaseModel

from engine import corrections, drawn_on_demand, labels, shard, storage
from engine.drawn_on_demand import VERSION, DrawnRows
from engine.shard import Shards

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
    recipe: bool = False  # without shards; its rows are drawn when they are needed
    drawing: int = 1  # of a recipe: the version of the drawing code, as `engine.drawn_on_demand.VERSION` counts them


def finish(folder: Path, kind: Literal["text", "class", "auto"], source: str, spec: dict[str, Any]) -> DatasetInfo:
    """Writes dataset.json for a folder whose shards are complete; kind auto is class where all labels are one symbol.

    Raises ValueError when a shard is missing, or one other than the last is not full.
    """
    files = sorted(folder.glob("part-*.parquet"))
    parts = [summary(each, index) for index, each in enumerate(files)]
    if any(each["count"] != shard.ROWS for each in parts[:-1]):
        raise ValueError("the dataset's shards are not complete; run the job again.")
    ranges = {
        name: (min(each[name][0] for each in parts), max(each[name][1] for each in parts))
        for name in ("lengths", "width", "height")
    }
    info = DatasetInfo(
        kind=("class" if ranges["lengths"] == (1, 1) else "text") if kind == "auto" else kind,
        count=sum(each["count"] for each in parts),
        alphabet=labels.alphabet_of(each["alphabet"] for each in parts),
        **ranges,
        fingerprint=shard.fingerprint(files),
        source=source,
        spec=spec,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    storage.write_json(folder / "dataset.json", info.model_dump(mode="json"))
    return info


def write_split(folder: Path, parts: pd.Series, report: dict[str, Any]) -> None:
    """Stores in a dataset's folder, published or not, which row (the index) belongs to which part."""
    table = pa.table({"id": pa.array(parts.index, pa.int64()), "part": pa.array(parts.to_numpy(), pa.string())})
    storage.write_json(folder / "split.json", report)
    storage.write_table(folder / "split.parquet", table)


def summary(file: Path, index: int) -> dict[str, Any]:
    """What dataset.json needs of one shard, so that memory does not grow with their number; see `DatasetInfo`.

    Raises ValueError when it is not shard number `index`.
    """
    frame = shard.read_columns(file, ["id", "text", "width", "height"])
    if not (frame["id"].to_numpy() == index * shard.ROWS + np.arange(len(frame))).all():
        raise ValueError("the dataset's shards are not complete; run the job again.")
    several = {"lengths": frame["text"].str.len(), "width": frame["width"], "height": frame["height"]}
    ends = {name: (int(values.min()), int(values.max())) for name, values in several.items()}
    return {"count": len(frame), "alphabet": labels.alphabet_of(frame["text"].unique()), **ends}


def write_recipe(folder: Path, source: str, spec: dict[str, Any]) -> DatasetInfo:
    """Writes dataset.json for a dataset without shards, whose rows are drawn from the spec when they are needed.

    Alphabet, lengths and sizes are those that the spec allows. Raises ValueError or FileNotFoundError when it cannot
    be drawn.
    """
    drawer = drawn_on_demand.drawer(source, spec)
    info = DatasetInfo(
        kind=drawer.kind,
        count=drawer.count,
        alphabet=drawer.alphabet,
        lengths=drawer.lengths,
        width=drawer.width,
        height=drawer.height,
        fingerprint=drawn_on_demand.fingerprint(source, spec),
        source=source,
        spec=spec,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        recipe=True,
        drawing=VERSION,
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
        self.store: Shards | DrawnRows = Shards(self.folder, self.stored.count)
        if self.stored.recipe:
            self.store = DrawnRows(name, self.stored.source, self.stored.spec, self.stored.count, self.stored.drawing)
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
        return dict(zip(wanted.tolist(), self.store.frame(["text"], wanted)["text"], strict=True))

    def shards(self) -> list[Path]:
        """The shard files in the order of their ids; ValueError for a recipe, which has none."""
        return self.store.files()

    def check(self) -> None:
        """Raises ValueError or FileNotFoundError, with a sentence, when a recipe cannot be drawn on this machine."""
        if isinstance(self.store, DrawnRows):
            self.store.who_draws()

    def schema(self) -> pa.Schema:
        """Names and types of the columns, in the order stored, and `given` where labels were corrected."""
        stored = self.store.schema()
        new = len(self.corrected) and corrections.GIVEN not in stored.names
        return stored.append(pa.field(corrections.GIVEN, pa.string())) if new else stored

    def columns(self) -> list[str]:
        """Every column's name, in the order stored."""
        return self.schema().names

    def frame(self, columns: list[str] | None = None, ids: np.ndarray | None = None) -> pd.DataFrame:
        """The rows without their pictures, in the order of their ids, or only those of some ids in their order."""
        wanted = columns or [name for name in self.columns() if name != "image"]
        if not len(self.corrected) or not {"text", corrections.GIVEN} & set(wanted):
            return self.store.frame(wanted, ids)
        stored = set(self.store.schema().names)
        read = [name for name in dict.fromkeys([*wanted, "text"]) if name in stored]
        rows = self.store.frame(read, ids)
        if ids is not None:
            rows.index = pd.Index(ids)
        return corrections.over_frame(rows, self.corrected)[wanted].reset_index(drop=True)

    def rows(self, ids: Iterable[int]) -> pa.Table:
        """All columns of these rows, with their pictures, in the order given; quick and small when the ids rise."""
        return corrections.over_table(self.store.rows(np.fromiter(ids, np.int64)), self.corrected)

    def pictures(self, ids: Iterable[int]) -> list[bytes]:
        """The picture files' bytes of these rows, in the order given; reads only the row groups that hold them."""
        return self.store.pictures(np.fromiter(ids, np.int64))

    def paths(self, ids: Iterable[int]) -> list[str]:
        """The file names of these rows' pictures, in the order given."""
        return self.store.paths(ids)

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
        write_split(self.folder, parts, report)

    def split_fingerprint(self) -> str:
        """A hash of the split, so that a model remembers which rows it was trained on; "" when there is none."""
        path = self.folder / "split.parquet"
        return shard.fingerprint([path]) if path.exists() else ""
