"""An image that was drawn or composed, with what is known of it, and what making many of them will cost."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine import shard
from engine.imaging.decode import picture_hash
from engine.imaging.encode import png
from engine.imaging.render import Box

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
