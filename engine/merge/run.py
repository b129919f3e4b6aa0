"""Merges datasets as a job: writes their rows shard by shard, each with the name of the dataset it came from."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.core.datasets import preprocessing, shard
from engine.core.datasets.corrections import GIVEN
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.datasets.write import finish_dataset, write_split
from engine.core.jobs.job import Job
from engine.core.storage.files import write_json
from engine.core.storage.folders import make_folder
from engine.core.storage.paths import datasets_folder
from engine.imaging.preprocess import Preprocessing
from engine.merge.spec import MergeSpec


def run(spec: MergeSpec, job: Job) -> dict[str, Any]:
    """Makes the dataset. A resumed job keeps the shards that it has finished.

    Returns dataset, kind, count, alphabet, taken (rows from each dataset), prepare (a sentence on preprocessing) and
    split (whether the parts of the datasets are kept). Raises FileNotFoundError if a dataset is missing, ValueError if
    columns of the same name have different types, FileExistsError if the name is taken.
    """
    opened = [open_dataset(name) for name in spec.dataset]
    ids = [dataset.part_ids("all") for dataset in opened]
    shared, note = shared_preprocessing(opened)
    build = make_folder(job.folder / "build")
    make_shards(opened, ids, build, job)
    kind = "class" if all(dataset.info.kind == "class" for dataset in opened) else "text"
    fingerprints = {dataset.name: dataset.info.fingerprint for dataset in opened}
    values = {**spec.model_dump(mode="json"), "fingerprints": fingerprints}
    info = finish_dataset(build, kind, ", ".join(spec.dataset), values)  # type: ignore[arg-type]
    write_json(build / preprocessing.FILE, shared.model_dump(mode="json"))
    parts = shared_parts(opened, ids, build)
    if parts is not None:
        write_split(build, parts, {"notes": [f"Each image keeps the part that it has in {info.source}."]})
    summary = {"dataset": spec.name, "kind": info.kind, "count": info.count, "alphabet": info.alphabet}
    summary |= {
        "taken": dict(zip(spec.dataset, map(len, ids), strict=True)),
        "prepare": note,
        "split": parts is not None,
    }
    return job.publish(build, datasets_folder() / spec.name, summary)


def make_shards(opened: list[Dataset], ids: list[np.ndarray], build: Path, job: Job) -> None:
    """Writes the missing shards from these rows of each dataset."""
    schema = common_schema(opened)
    sizes = [len(rows) for rows in ids]
    total = sum(sizes)
    for index in range(-(-total // shard.ROWS)):
        first, end = index * shard.ROWS, min((index + 1) * shard.ROWS, total)
        if not shard.path_of(build, index).exists():
            pieces = [
                rows_of(dataset, rows[max(first - start, 0) : max(end - start, 0)], schema)
                for dataset, rows, start in zip(opened, ids, starts(sizes), strict=True)
            ]
            shard.write_table(build, index, pa.concat_tables(pieces))
        job.progress(end, total, "images")
        job.check_stop()


def shared_preprocessing(opened: list[Dataset]) -> tuple[Preprocessing, str]:
    """The preprocessing that all datasets have, or the default, and a sentence for people about it."""
    first, *others = [preprocessing.preprocessing_of(dataset) for dataset in opened]
    if others.count(first) < len(others):
        return Preprocessing(), "The datasets differ in preprocessing, so this one has none. Choose it in Prepare."
    if first != Preprocessing():
        return first, f"The preprocessing that all datasets have is kept: {preprocessing.words(first)}."
    if len({(dataset.info.width, dataset.info.height) for dataset in opened}) > 1:
        return Preprocessing(), "The images have different sizes. Use Prepare to give them one size."
    return Preprocessing(), ""


def shared_parts(opened: list[Dataset], ids: list[np.ndarray], build: Path) -> pd.Series | None:
    """The part of each row of the merged shards, if all datasets are split.

    None if a row has no part, or equal images have different parts. A new split would mix what the datasets keep
    apart, such as captchas composed of one writer's digits.
    """
    if any(dataset.split_report() is None for dataset in opened):
        return None
    by_dataset = [dataset.split().reindex(rows) for dataset, rows in zip(opened, ids, strict=True)]
    parts = pd.concat(by_dataset, ignore_index=True)
    paths = (shard.path_of(build, index) for index in range(-(-len(parts) // shard.ROWS)))
    images = pd.concat((shard.read_columns(path, ["picture"]) for path in paths), ignore_index=True)["picture"]
    in_several = parts.groupby(images).nunique() > 1
    return None if parts.hasnans or in_several.any() else parts


def starts(sizes: list[int]) -> list[int]:
    """The number of the merged row at which each dataset starts."""
    return [0, *np.cumsum(sizes[:-1]).tolist()]


def common_schema(opened: list[Dataset]) -> pa.Schema:
    """All columns of the datasets and `source`. Raises ValueError if columns of one name have different types."""
    schemas = [dataset.schema().remove_metadata() for dataset in opened]
    try:
        schema = pa.unify_schemas(schemas, promote_options="permissive")
    except pa.ArrowException as error:
        raise ValueError(
            f"columns of one name must have one type; in {', '.join(dataset.name for dataset in opened)} they differ "
            f"({str(error)[:100]}). Merge other datasets."
        ) from None
    return schema if "source" in schema.names else schema.append(pa.field("source", pa.string()))


def rows_of(dataset: Dataset, ids: np.ndarray, schema: pa.Schema) -> pa.Table:
    """Rows of a dataset with all columns of the merged one. Groups and sources are prefixed with the dataset's name."""
    if not len(ids):
        return schema.empty_table()
    rows = dataset.rows(ids).replace_schema_metadata(None)
    groups = [None if group is None else f"{dataset.name}/{group}" for group in rows["group"].to_pylist()]
    columns = {name: rows[name] for name in rows.schema.names} | {"group": pa.array(groups, pa.string())}
    sources = rows["source"].to_pylist() if "source" in columns else [None] * len(rows)
    columns.setdefault(GIVEN, rows["text"])  # of a dataset merged with one whose labels were corrected
    names = [dataset.name if source is None else f"{dataset.name}/{source}" for source in sources]
    columns["source"] = pa.array(names)
    empty = {field.name: pa.nulls(len(rows), field.type) for field in schema if field.name not in columns}
    return pa.table([(columns | empty)[field.name].cast(field.type) for field in schema], schema)
