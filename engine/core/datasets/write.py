"""Making a dataset: from finished shards, or from settings alone, to its place in the workspace."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.core.datasets import labels, on_demand, shard
from engine.core.datasets.info import DatasetInfo
from engine.core.datasets.on_demand import VERSION
from engine.core.storage.files import write_json
from engine.core.storage.folders import publish_folder
from engine.core.storage.paths import datasets_folder
from engine.core.storage.tables import write_table


def finish_dataset(
    folder: Path, kind: Literal["text", "class", "auto"], source: str, spec: dict[str, Any]
) -> DatasetInfo:
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
    write_json(folder / "dataset.json", info.model_dump(mode="json"))
    return info


def write_split(folder: Path, parts: pd.Series, report: dict[str, Any]) -> None:
    """Stores in a dataset's folder, published or not, which row (the index) belongs to which part."""
    table = pa.table({"id": pa.array(parts.index, pa.int64()), "part": pa.array(parts.to_numpy(), pa.string())})
    write_json(folder / "split.json", report)
    write_table(folder / "split.parquet", table)


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
    drawer = on_demand.drawer(source, spec)
    info = DatasetInfo(
        kind=drawer.kind,
        count=drawer.count,
        alphabet=drawer.alphabet,
        lengths=drawer.lengths,
        width=drawer.width,
        height=drawer.height,
        fingerprint=on_demand.fingerprint(source, spec),
        source=source,
        spec=spec,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        recipe=True,
        drawing=VERSION,
    )
    write_json(folder / "dataset.json", info.model_dump(mode="json"))
    return info


def publish_dataset(build: Path, name: str) -> None:
    """Gives a finished folder its place among the datasets; FileExistsError when the name is taken."""
    publish_folder(build, datasets_folder() / name)
