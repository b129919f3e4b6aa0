"""Completes a dataset, stored in shards or drawn on the fly, and publishes it in the workspace."""

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
    """Writes dataset.json for a folder of complete shards. Kind "auto" becomes "class" if every label is one symbol.

    Raises ValueError if a shard is missing, or if a shard other than the last is not full.
    """
    files = sorted(folder.glob("part-*.parquet"))
    summaries = [summary_of(file, index) for index, file in enumerate(files)]
    if any(summary["count"] != shard.ROWS for summary in summaries[:-1]):
        raise ValueError("the dataset must have complete shards; some are missing or short. Run the job again.")
    ranges = {
        name: (min(summary[name][0] for summary in summaries), max(summary[name][1] for summary in summaries))
        for name in ("lengths", "width", "height")
    }
    info = DatasetInfo(
        kind=("class" if ranges["lengths"] == (1, 1) else "text") if kind == "auto" else kind,
        count=sum(summary["count"] for summary in summaries),
        alphabet=labels.alphabet_of(summary["alphabet"] for summary in summaries),
        **ranges,
        fingerprint=shard.fingerprint(files),
        source=source,
        spec=spec,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    write_json(folder / "dataset.json", info.model_dump(mode="json"))
    return info


def write_split(folder: Path, parts: pd.Series, report: dict[str, Any]) -> None:
    """Stores the part of each row (the index of `parts`) in a dataset's folder, published or not."""
    table = pa.table({"id": pa.array(parts.index, pa.int64()), "part": pa.array(parts.to_numpy(), pa.string())})
    write_json(folder / "split.json", report)
    write_table(folder / "split.parquet", table)


def summary_of(file: Path, index: int) -> dict[str, Any]:
    """Summarises one shard for dataset.json, so that memory does not grow with their number; see `DatasetInfo`.

    Raises ValueError if it is not shard number `index`.
    """
    frame = shard.read_columns(file, ["id", "text", "width", "height"])
    if not (frame["id"].to_numpy() == index * shard.ROWS + np.arange(len(frame))).all():
        raise ValueError("the dataset must have complete shards; some are missing or short. Run the job again.")
    columns = {"lengths": frame["text"].str.len(), "width": frame["width"], "height": frame["height"]}
    ranges = {name: (int(values.min()), int(values.max())) for name, values in columns.items()}
    return {"count": len(frame), "alphabet": labels.alphabet_of(frame["text"].unique()), **ranges}


def write_on_the_fly(folder: Path, source: str, spec: dict[str, Any]) -> DatasetInfo:
    """Writes dataset.json for a dataset on the fly: without shards, its rows drawn from the spec when needed.

    Alphabet, lengths and sizes are those that the spec allows. Raises ValueError or FileNotFoundError if the spec
    cannot be drawn.
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
        on_the_fly=True,
        drawing=VERSION,
    )
    write_json(folder / "dataset.json", info.model_dump(mode="json"))
    return info


def publish_dataset(build: Path, name: str) -> None:
    """Moves a finished folder to the datasets. Raises FileExistsError if the name is taken."""
    publish_folder(build, datasets_folder() / name)
