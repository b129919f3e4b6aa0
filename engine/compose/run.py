"""Composes a dataset shard by shard; a text belongs to the part of the source that its pictures are from."""

from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd

from engine import dataset, pool, shard
from engine.compose.draw import source_of
from engine.compose.drawn import first_images, images
from engine.compose.spec import ComposeSpec
from engine.drawn import Drawn, stored, times_redrawn
from engine.job import Job


def run(spec: ComposeSpec, job: Job) -> dict[str, Any]:
    """Makes the dataset, split as its source is; shards that a run before finished in the job's folder are kept.

    Raises ValueError or FileNotFoundError when the source does not serve, FileExistsError when the name is taken.
    """
    source_of(spec)
    build, shards = job.folder / "build", -(-spec.count // shard.ROWS)
    missing = [index for index in range(shards) if not shard.path_of(build, index).exists()]
    done = shards - len(missing)
    job.progress(min(done * shard.ROWS, spec.count), spec.count, "images")
    for _ in pool.run(partial(make_shard, spec, build), missing, min(workers(spec), len(missing))):
        done += 1
        job.progress(min(done * shard.ROWS, spec.count), spec.count, "images")
        job.check_stop()
    info = dataset.finish(build, "text", f"composed of {spec.dataset}", spec.model_dump(mode="json"))
    split_like_source(spec, build, shards)
    again = {"redrawn": times_redrawn(build, shards)} if spec.least_contrast else {}
    dataset.publish(build, spec.name)
    return {"dataset": spec.name, "count": info.count, "fingerprint": info.fingerprint, **again}


def split_like_source(spec: ComposeSpec, build: Path, shards: int) -> None:
    """Splits the images as the pictures that they are made of are, where these are split at all."""
    columns = (shard.read_columns(shard.path_of(build, index), ["part"]) for index in range(shards))
    parts = pd.concat(columns, ignore_index=True)["part"]
    if parts.nunique() > 1:
        dataset.write_split(build, parts, {"as in": spec.dataset})


def workers(spec: ComposeSpec) -> int:
    """How many processes compose."""
    return spec.workers or pool.cores()


def make_shard(spec: ComposeSpec, build: Path, index: int) -> int:
    """Composes and writes one shard; returns its index."""
    cv2.setNumThreads(1)  # the processes share the cores already
    start = index * shard.ROWS
    ids = range(start, min(start + shard.ROWS, spec.count))
    shard.write(build, index, [stored(one, i) for i, one in zip(ids, images(spec, ids), strict=True)])
    return index


def first(spec: ComposeSpec, n: int) -> list[Drawn]:
    """The first n images of the dataset that the spec describes. Raises like `run`."""
    return first_images(spec, range(min(n, spec.count)))


def preview(spec: ComposeSpec, n: int = 12) -> list[tuple[np.ndarray, dict[str, Any]]]:
    """The first n images of the dataset that the spec describes, each with its columns. Raises like `run`."""
    return [(one.image, one.columns) for one in first(spec, n)]
