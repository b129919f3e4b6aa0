"""What is seen of every picture of a dataset at a glance, kept beside it: cleaning and splitting both need it."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.core.datasets.dataset import Dataset
from engine.core.jobs import pool
from engine.core.jobs.job import Job
from engine.core.storage.tables import read_table, write_table
from engine.imaging.near_duplicates import alike
from engine.imaging.perceptual_hash import SIDE, Glance, glance_at_all

FILE = "glances.parquet"
BLANK = 8  # grey levels between lightest and darkest; blank pictures are all nearly equal
BATCH = 256


class Near(NamedTuple):
    """Pairs of nearly equal pictures: ids, int64 (n, 2), the smaller first, and their distance (n) in grey levels."""

    ids: np.ndarray
    distance: np.ndarray


def take(source: Dataset, job: Job) -> list[Glance]:
    """Glances at every picture, in the order of the ids, and keeps what was seen."""
    total, seen = source.info.count, []
    batches = (files for _, files in source.batches(range(total), BATCH))
    for some in pool.run(glance_at_all, batches):
        seen += some
        job.progress(len(seen), total, "images")
        job.check_stop()
    keep(source, seen)
    return seen


def keep(source: Dataset, seen: list[Glance]) -> None:
    """Stores glances beside the dataset, with the fingerprint of the pictures that they are of."""
    columns = {
        "contrast": pa.array([each.contrast for each in seen], pa.uint8()),
        "hash": pa.array([each.hash for each in seen], pa.uint64()),
        "thumb": pa.array([each.thumb for each in seen], pa.binary()),
        "reason": pa.array([each.reason for each in seen], pa.string()),
    }
    table = pa.table(columns).replace_schema_metadata({"fingerprint": source.info.fingerprint})
    write_table(source.folder / FILE, table)


def of(source: Dataset, job: Job) -> list[Glance]:
    """What was kept, if it is of these pictures; otherwise glances at all of them."""
    path = source.folder / FILE
    if path.exists():
        table = read_table(path)
        if (table.schema.metadata or {}).get(b"fingerprint", b"").decode() == source.info.fingerprint:
            return [Glance(**row) for row in table.to_pylist()]
    return take(source, job)


def near(pictures: pd.Series, seen: list[Glance], bits: int, blank: int = BLANK) -> Iterator[Near]:
    """Pairs of rows that are nearly, but not quite equal, some at a time; of equal pictures only the first counts.

    pictures: the hash of the pixels of each row, indexed by id. Blank and unreadable pictures have no like.
    """
    ids = pictures.drop_duplicates().index.to_numpy()
    ids = np.array([row for row in ids if not seen[row].reason and seen[row].contrast > blank], np.int64)
    if not len(ids):
        return
    hashes = np.array([seen[row].hash for row in ids], np.uint64)
    thumbs = np.frombuffer(b"".join(seen[row].thumb for row in ids), np.uint8).reshape(-1, SIDE * SIDE)
    for pairs, distance in alike(hashes, thumbs, bits):
        yield Near(ids[pairs], distance)
