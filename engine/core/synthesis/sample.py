"""An image that was drawn or composed, with what is known of it, and what making many of them will cost."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.core.datasets import shard
from engine.core.datasets.on_demand import VERSION
from engine.core.jobs import pool
from engine.core.jobs.job import Job
from engine.imaging.decode import picture_hash
from engine.imaging.encode import png
from engine.imaging.render.render import Box

ATTEMPTS = 50  # how often an image is drawn again before a guard gives up
PLAIN = {str, int, float, bool}
TRIED = 8
START_SECONDS = 1.5  # what a process needs before it makes its first image
ROW_BYTES = 500  # what is stored beside an image


class Drawn(NamedTuple):
    """An image, uint8 (height, width) or (height, width, 3), the columns stored beside it, its symbols' boxes."""

    image: np.ndarray
    columns: dict[str, Any]
    boxes: list[Box]


def columns(row: dict[str, Any]) -> dict[str, Any]:
    """The part of a row that is stored beside the image: every plain value, not how each stroke was placed."""
    return {name: value for name, value in row.items() if type(value) in PLAIN}


def stored(drawn: Drawn, i: int) -> dict[str, Any]:
    """Image i as a row of a shard."""
    image = drawn.image
    return {"image": png(image), "path": shard.picture_name(i), "picture": picture_hash(image), **drawn.columns}


def build_folder(job: Job) -> Path:
    """Where a job builds a drawn dataset. A version that draws otherwise does not continue the shards of another."""
    return job.folder / f"build-{VERSION}"


def make_shards(job: Job, build: Path, count: int, make: Callable[[int], int], workers: int) -> int:
    """Makes the shards of `count` images that are not in the folder yet; returns how many there are in all.

    make: writes the shard of a number. workers: how many processes do, 0 for one on each core. Raises Stopped, with
    whole shards kept, after a wish to stop.
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
    """How often the images of a dataset's shards were drawn again because a guard refused one."""
    each = (shard.read_columns(shard.path_of(build, index), ["redrawn"])["redrawn"] for index in range(shards))
    return int(sum(column.sum() for column in each))


def expected_cost(
    make: Callable[[range], Sequence[Drawn]], count: int, workers: int, for_each_shard: float = 0
) -> tuple[float, int]:
    """Seconds and bytes that `count` images will take on this machine, as long as nothing else runs, from a few.

    for_each_shard is how many seconds the work on a shard takes before its first image.
    """
    ids = range(min(TRIED, count))
    make(ids)  # fills the caches
    start = time.perf_counter()
    rows = [stored(one, i) for i, one in zip(ids, make(ids), strict=True)]
    seconds = (time.perf_counter() - start) / len(rows) + for_each_shard / min(count, shard.ROWS)
    size = sum(len(row["image"]) for row in rows) / len(rows) + ROW_BYTES
    return START_SECONDS + seconds * count / workers, round(size * count)
