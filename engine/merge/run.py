"""Merging as a job: the rows of several datasets, shard by shard, each with the name of where it came from."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.core.datasets import preprocessing, shard
from engine.core.datasets.corrections import GIVEN
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.datasets.write import finish_dataset, publish_dataset, write_split
from engine.core.jobs.job import Job
from engine.core.storage.files import write_json
from engine.core.storage.folders import make_folder
from engine.imaging.preprocess import Steps
from engine.merge.spec import MergeSpec


def run(spec: MergeSpec, job: Job) -> dict[str, Any]:
    """Makes the dataset; shards that a run before finished in the job's folder are kept.

    Returns dataset, kind, alphabet, the rows taken from each, what became of their steps of preparation, and whether
    it is split as they are. Raises FileNotFoundError when a dataset is missing, ValueError when columns of one name
    hold different things, FileExistsError when the name is taken.
    """
    opened = [open_dataset(name) for name in spec.dataset]
    ids = [each.part_ids("all") for each in opened]
    kept, note = shared_steps(opened)
    build = make_folder(job.folder / "build")
    make_shards(opened, ids, build, job)
    kind = "class" if all(each.info.kind == "class" for each in opened) else "text"
    fingerprints = {each.name: each.info.fingerprint for each in opened}
    made = {**spec.model_dump(mode="json"), "fingerprints": fingerprints}
    info = finish_dataset(build, kind, ", ".join(spec.dataset), made)  # type: ignore[arg-type]
    write_json(build / preprocessing.FILE, kept.model_dump(mode="json"))
    parts = shared_parts(opened, ids, build)
    if parts is not None:
        write_split(build, parts, {"notes": [f"Each image is in the part that it has in {info.source}."]})
    publish_dataset(build, spec.name)
    about = {"dataset": spec.name, "kind": info.kind, "count": info.count, "alphabet": info.alphabet}
    return about | {
        "taken": dict(zip(spec.dataset, map(len, ids), strict=True)),
        "prepare": note,
        "split": parts is not None,
    }


def make_shards(opened: list[Dataset], ids: list[np.ndarray], build: Path, job: Job) -> None:
    """Writes the shards that are still missing, from these rows of each dataset."""
    schema = common_schema(opened)
    sizes = [len(each) for each in ids]
    total = sum(sizes)
    for index in range(-(-total // shard.ROWS)):
        first, end = index * shard.ROWS, min((index + 1) * shard.ROWS, total)
        if not shard.path_of(build, index).exists():
            pieces = [
                taken(each, some[max(first - start, 0) : max(end - start, 0)], schema)
                for each, some, start in zip(opened, ids, starts(sizes), strict=True)
            ]
            shard.write_table(build, index, pa.concat_tables(pieces))
        job.progress(end, total, "images")
        job.check_stop()


def shared_steps(opened: list[Dataset]) -> tuple[Steps, str]:
    """The steps of preparation that all datasets have, or none, and a sentence that says what became of them."""
    found = [preprocessing.steps_of(each) for each in opened]
    if found.count(found[0]) < len(found):
        return Steps(), "The datasets have different steps of preparation, so this one has none; choose them anew."
    if found[0] != Steps():
        return found[0], f"The steps of preparation that all of them have are kept: {preprocessing.words(found[0])}."
    if len({(each.info.width, each.info.height) for each in opened}) > 1:
        return Steps(), "The pictures are of different sizes; steps of preparation make them alike."
    return Steps(), ""


def shared_parts(opened: list[Dataset], ids: list[np.ndarray], build: Path) -> pd.Series | None:
    """The part of each row of the merged shards, where all datasets are split.

    None where some row has no part, or equal pictures have different ones. Splitting anew would mix what was kept
    apart: captchas composed of one writer's digits, for one.
    """
    if any(each.split_report() is None for each in opened):
        return None
    parts = pd.concat([each.split().reindex(some) for each, some in zip(opened, ids, strict=True)], ignore_index=True)
    paths = (shard.path_of(build, index) for index in range(-(-len(parts) // shard.ROWS)))
    pictures = pd.concat((shard.read_columns(path, ["picture"]) for path in paths), ignore_index=True)["picture"]
    torn = parts.groupby(pictures).nunique() > 1
    return None if parts.hasnans or torn.any() else parts


def starts(sizes: list[int]) -> list[int]:
    """Where each dataset's rows begin in the merged one."""
    return [0, *np.cumsum(sizes[:-1]).tolist()]


def common_schema(opened: list[Dataset]) -> pa.Schema:
    """Every column of the datasets and `source`. Raises ValueError when two of one name cannot be one column."""
    schemas = [each.schema().remove_metadata() for each in opened]
    try:
        whole = pa.unify_schemas(schemas, promote_options="permissive")
    except pa.ArrowException as error:
        raise ValueError(
            f"the datasets {', '.join(each.name for each in opened)} have columns of one name that hold different "
            f"things ({str(error)[:100]}); merge others."
        ) from None
    return whole if "source" in whole.names else whole.append(pa.field("source", pa.string()))


def taken(opened: Dataset, ids: np.ndarray, schema: pa.Schema) -> pa.Table:
    """Some rows with all columns of the merged dataset; groups and sources carry the dataset's name."""
    if not len(ids):
        return schema.empty_table()
    rows = opened.rows(ids).replace_schema_metadata(None)
    groups = [None if group is None else f"{opened.name}/{group}" for group in rows["group"].to_pylist()]
    columns = {name: rows[name] for name in rows.schema.names} | {"group": pa.array(groups, pa.string())}
    inner = rows["source"].to_pylist() if "source" in columns else [None] * len(rows)
    columns.setdefault(GIVEN, rows["text"])  # of a dataset beside one whose labels were corrected
    columns["source"] = pa.array([opened.name if each is None else f"{opened.name}/{each}" for each in inner])
    empty = {each.name: pa.nulls(len(rows), each.type) for each in schema if each.name not in columns}
    return pa.table([(columns | empty)[each.name].cast(each.type) for each in schema], schema)
