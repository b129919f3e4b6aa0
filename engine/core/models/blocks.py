"""Reading in bulk, block by block: several processes read, and what they finished outlives a kill."""

import hashlib
from collections.abc import Callable, Sequence, Sized
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from engine.core.datasets.shard import path_of
from engine.core.jobs import pool
from engine.core.jobs.job import Job
from engine.core.storage.files import as_json
from engine.core.storage.tables import read_table, write_table

FEWEST = 1000  # images that take a process about as long as its start
Block = TypeVar("Block", bound=Sized)


def folder_for(job: Job, *what: Any) -> Path:
    """Where a job keeps the predictions of finished blocks. `what`: all that they depend on, as plain values.

    A job that is resumed after one of these changed begins with an empty folder.
    """
    return (
        job.folder / f"predictions-{hashlib.sha256(as_json(what).encode(errors='backslashreplace')).hexdigest()[:16]}"
    )


def in_blocks(
    predict: Callable[[Block], pa.Table],
    blocks: Sequence[Block],
    folder: Path,
    workers: int,
    job: Job,
    fewest: int = FEWEST,
) -> pa.Table:
    """What `predict` returns for each block of images, as one table. Blocks that lie in the folder are not read again.

    workers: how many processes read, 0 for as many as pay, which have at least `fewest` images each. Raises
    StoppedError, with finished blocks kept, after a wish to stop.
    """
    missing = [number for number in range(len(blocks)) if not path_of(folder, number).exists()]
    left = [blocks[number] for number in missing]
    total = sum(map(len, blocks))
    done = total - sum(map(len, left))
    job.progress(done, total, "images")
    work = partial(keep, predict, folder)
    for number in pool.run(work, zip(missing, left, strict=True), pool.useful(workers, left, fewest)):
        done += len(blocks[number])
        job.progress(done, total, "images")
        job.check_stop()
    return pa.concat_tables(read_table(path_of(folder, number)) for number in range(len(blocks)))


def keep(predict: Callable[[Block], pa.Table], folder: Path, numbered: tuple[int, Block]) -> int:
    """Reads one block and stores the predictions under its number; returns the number."""
    number, block = numbered
    write_table(path_of(folder, number), predict(block))
    return number
