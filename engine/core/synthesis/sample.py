"""Generated or composed images with their columns: writing them shard by shard and estimating what they cost."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from engine.core.datasets import shard
from engine.core.datasets.on_demand import VERSION
from engine.core.jobs import pool
from engine.core.jobs.job import Job
from engine.imaging.decode import image_hash
from engine.imaging.encode import png
from engine.imaging.render.render import Box

ATTEMPTS = 50  # tries of an image before a guard gives up
OF_SYMBOL = "symbol_"  # the first part of the names of columns that hold a list
PLAIN = {str, int, float, bool}
MOST_TRIED = 8  # images
START_SECONDS = 1.5  # of a process before its first image
ROW_BYTES = 500  # of the columns stored beside an image


class Sample(NamedTuple):
    """An image, uint8 (height, width) or (height, width, 3), the columns stored beside it, and its symbols' boxes."""

    image: np.ndarray
    columns: dict[str, Any]
    boxes: list[Box]


def columns(row: dict[str, Any]) -> dict[str, Any]:
    """The values of a row that are stored beside the image: all plain ones, not where each stroke lies."""
    return {name: value for name, value in row.items() if type(value) in PLAIN}


def symbol_table(columns: dict[str, Any]) -> pd.DataFrame | None:
    """The columns that hold a list, one value for each symbol, as a table with a row for each; None without any."""
    lists = {name.removeprefix(OF_SYMBOL): value for name, value in columns.items() if name.startswith(OF_SYMBOL)}
    return pd.DataFrame({"symbol": list(columns["text"]), **lists}) if lists else None


def shard_row(sample: Sample, i: int) -> dict[str, Any]:
    """Sample i as a row of a shard."""
    image = sample.image
    return {"image": png(image), "path": shard.image_name(i), "picture": image_hash(image), **sample.columns}


def build_folder(job: Job) -> Path:
    """The folder in which a job builds its dataset. Versions that draw differently never share shards."""
    return job.folder / f"build-{VERSION}"


def make_shards(job: Job, build: Path, count: int, make: Callable[[int], int], workers: int) -> int:
    """Makes the missing shards of `count` images; returns the number of all shards.

    make: writes the shard with this index. workers: number of processes, 0 for one per core. Raises StoppedError if the
    job was asked to stop; finished shards are kept.
    """
    shards = -(-count // shard.ROWS)
    missing = [index for index in range(shards) if not shard.path_of(build, index).exists()]
    done = shards - len(missing)
    job.progress(min(done * shard.ROWS, count), count, "images")
    for _ in pool.run(make, missing, min(pool.processes(workers), len(missing))):
        done += 1
        job.progress(min(done * shard.ROWS, count), count, "images")
        job.check_stop()
    return shards


def times_redrawn(build: Path, shards: int) -> int:
    """The number of tries that guards refused in a dataset's shards."""
    tables = (shard.read_columns(shard.path_of(build, index), ["redrawn"]) for index in range(shards))
    return int(sum(table["redrawn"].sum() for table in tables))


def expected_cost(
    make: Callable[[range], Sequence[Sample]], count: int, workers: int, shard_seconds: float = 0
) -> tuple[float, int]:
    """Estimates from a few images the seconds and bytes that `count` images take while nothing else runs.

    shard_seconds: what a shard takes before its first image.
    """
    ids = range(min(MOST_TRIED, count))
    make(ids)  # fills the caches
    start = time.perf_counter()
    rows = [shard_row(sample, i) for i, sample in zip(ids, make(ids), strict=True)]
    seconds = (time.perf_counter() - start) / len(rows) + shard_seconds / min(count, shard.ROWS)
    size = sum(len(row["image"]) for row in rows) / len(rows) + ROW_BYTES
    return START_SECONDS + seconds * count / workers, round(size * count)
