"""Composes a dataset shard by shard; a text belongs to the part of the source from which its images come."""

from functools import partial
from pathlib import Path
from typing import Any

import cv2
import pandas as pd

from engine.compose.painting import first_images, images
from engine.compose.sampling import source_of
from engine.compose.spec import ComposeSpec
from engine.core.datasets import shard
from engine.core.datasets.write import finish_dataset, write_split
from engine.core.jobs.job import Job
from engine.core.storage.paths import datasets_folder
from engine.core.synthesis.sample import Sample, build_folder, make_shards, shard_row, times_redrawn


def run(spec: ComposeSpec, job: Job) -> dict[str, Any]:
    """Composes the dataset, split like its source, keeping shards that an earlier run finished in the job's folder.

    Raises ValueError or FileNotFoundError if the source is unsuitable, FileExistsError if the name is taken.
    """
    source_of(spec)
    build = build_folder(job)
    shards = make_shards(job, build, spec.count, partial(make_shard, spec, build), spec.workers)
    info = finish_dataset(build, "text", f"composed of {spec.dataset}", spec.model_dump(mode="json"))
    split_like_source(spec, build, shards)
    redrawn = {"redrawn": times_redrawn(build, shards)} if spec.minimum_contrast else {}
    result = {"dataset": spec.name, "count": info.count, "fingerprint": info.fingerprint, **redrawn}
    return job.publish(build, datasets_folder() / spec.name, result)


def split_like_source(spec: ComposeSpec, build: Path, shards: int) -> None:
    """Splits the images like the source images that they are composed of, if those are split."""
    columns = (shard.read_columns(shard.path_of(build, index), ["part"]) for index in range(shards))
    parts = pd.concat(columns, ignore_index=True)["part"]
    if parts.nunique() > 1:
        note = f"Each image is in the part of {spec.dataset} from which its symbols come."
        write_split(build, parts, {"notes": [note]})


def make_shard(spec: ComposeSpec, build: Path, index: int) -> int:
    """Composes and writes one shard; returns its index."""
    cv2.setNumThreads(1)  # the processes already share the cores
    start = index * shard.ROWS
    ids = range(start, min(start + shard.ROWS, spec.count))
    shard.write(build, index, [shard_row(sample, i) for i, sample in zip(ids, images(spec, ids), strict=True)])
    return index


def first(spec: ComposeSpec, n: int) -> list[Sample]:
    """Composes the first n images of the dataset that the spec describes. Raises like `run`."""
    return first_images(spec, range(min(n, spec.count)))
