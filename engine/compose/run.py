"""Composes a dataset shard by shard; a text belongs to the part of the source that its pictures are from."""

from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd

from engine import dataset, pool, shard
from engine.compose.draw import draw, source_of
from engine.compose.spec import ComposeSpec
from engine.imaging.compose import composed
from engine.imaging.decode import decode, picture_hash
from engine.imaging.encode import png
from engine.imaging.prepare import Preparation
from engine.job import Job


def run(spec: ComposeSpec, job: Job) -> dict[str, Any]:
    """Makes the dataset, split as its source is; shards that a run before finished in the job's folder are kept.

    Raises ValueError or FileNotFoundError when the source does not serve, FileExistsError when the name is taken.
    """
    source_of(spec)
    build, shards = job.folder / "build", -(-spec.count // shard.ROWS)
    missing = [index for index in range(shards) if not shard.path_of(build, index).exists()]
    done = shards - len(missing)
    workers = min(spec.workers or pool.cores(), len(missing))
    for _ in pool.run(partial(make_shard, spec, build), missing, workers):
        done += 1
        job.progress(min(done * shard.ROWS, spec.count), spec.count, "images")
        job.check_stop()
    info = dataset.finish(build, "text", f"composed of {spec.dataset}", spec.model_dump(mode="json"))
    dataset.publish(build, spec.name)
    made = dataset.open(spec.name)
    parts = made.frame(["part"])["part"]
    if parts.nunique() > 1:
        made.write_split(pd.Series(parts.to_numpy(), index=range(len(parts))), {"as in": spec.dataset})
    return {"dataset": spec.name, "count": info.count, "fingerprint": info.fingerprint}


def make_shard(spec: ComposeSpec, build: Path, index: int) -> int:
    """Composes and writes one shard; returns its index."""
    cv2.setNumThreads(1)  # the processes share the cores already
    first = index * shard.ROWS
    ids = range(first, min(first + shard.ROWS, spec.count))
    source, made = source_of(spec), dataset.open(spec.dataset)
    rows = [draw(spec, source, i) for i in ids]
    needed = np.unique(np.concatenate([row["symbol_id"] for row in rows]))
    pictures = {int(key): decode(data) for key, data in zip(needed, made.pictures(needed), strict=True)}
    shard.write(build, index, [stored(spec, row, pictures, i) for i, row in zip(ids, rows, strict=True)])
    return index


def stored(spec: ComposeSpec, row: dict[str, Any], pictures: dict[int, np.ndarray], i: int) -> dict[str, Any]:
    """An image as a row of a shard."""
    preparation = Preparation(mode=spec.mode, width=spec.width, height=spec.height, fit=spec.fit)
    image = composed(row, [pictures[key] for key in row["symbol_id"]], preparation)
    size = {"width": spec.width, "height": spec.height}
    return {"image": png(image), "path": f"{i:07d}.png", "picture": picture_hash(image), **size, **row}


def preview(spec: ComposeSpec, n: int = 12) -> list[tuple[np.ndarray, dict[str, Any]]]:
    """The first n images of the dataset that the spec describes, each with its columns. Raises like `run`."""
    source, made = source_of(spec), dataset.open(spec.dataset)
    preparation = Preparation(mode=spec.mode, width=spec.width, height=spec.height, fit=spec.fit)
    rows = [draw(spec, source, i) for i in range(min(n, spec.count))]
    return [(composed(row, [*map(decode, made.pictures(row["symbol_id"]))], preparation), row) for row in rows]
