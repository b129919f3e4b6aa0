"""What is seen of every image of a dataset at a glance, kept beside it: cleaning and splitting both need it."""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.core.datasets.dataset import Dataset
from engine.core.datasets.shard import by_shard
from engine.core.jobs import pool
from engine.core.jobs.job import Job
from engine.core.storage.files import DamagedFileError
from engine.core.storage.tables import read_table, write_table
from engine.imaging.near_duplicates import alike
from engine.imaging.perceptual_hash import SIDE, Signature, signatures_of

FILE = "glances.parquet"
TYPES = {"contrast": pa.uint8(), "hash": pa.uint64(), "thumb": pa.binary(), "reason": pa.string()}
BLANK = 8  # grey levels between lightest and darkest; blank images are all nearly equal
BATCH = 250  # images held at once by a process
FEWEST = 5000  # images that take a process about as long as its start


class Near(NamedTuple):
    """Pairs of nearly equal images: ids, int64 (n, 2), the smaller first, and their distance (n) in grey levels."""

    ids: np.ndarray
    distance: np.ndarray


def take(source: Dataset, job: Job, workers: int = 0) -> list[Signature]:
    """Glances at every image, in the order of the ids, and keeps what was seen.

    workers: how many processes look, a shard each; 0 for as many as pay.
    """
    total, seen = source.info.count, []
    blocks = by_shard(np.arange(total))
    for block_signatures in pool.run(partial(of_shard, source, job), blocks, pool.useful(workers, blocks, FEWEST)):
        seen += block_signatures
        job.progress(len(seen), total, "images")
        job.check_stop()
    keep(source, seen)
    return seen


def of_shard(source: Dataset, job: Job, ids: np.ndarray) -> list[Signature]:
    """Glances at the images of one shard."""
    seen = []
    for _, files in source.batches(ids, BATCH):
        job.check_stop()
        seen += signatures_of(files)
    return seen


def keep(source: Dataset, seen: list[Signature]) -> None:
    """Stores glances beside the dataset, with the fingerprint of the images that they are of."""
    columns = {name: pa.array([getattr(signature, name) for signature in seen], kind) for name, kind in TYPES.items()}
    table = pa.table(columns).replace_schema_metadata({"fingerprint": source.info.fingerprint})
    write_table(source.folder / FILE, table)


def of(source: Dataset, job: Job) -> list[Signature]:
    """What was kept, if it is of these images; otherwise glances at all of them."""
    path = source.folder / FILE
    with suppress(FileNotFoundError, DamagedFileError):  # they can be taken again
        table = read_table(path, types=TYPES)
        fingerprint = (table.schema.metadata or {}).get(b"fingerprint", b"").decode(errors="replace")
        if len(table) == source.info.count and fingerprint == source.info.fingerprint:
            return [Signature(**row) for row in table.to_pylist()]
    return take(source, job)


def near(pictures: pd.Series, seen: list[Signature], bits: int, blank: int = BLANK) -> Iterator[Near]:
    """Pairs of rows that are nearly, but not quite equal, some at a time; of equal images only the first counts.

    images: the hash of the pixels of each row, indexed by id. Blank and unreadable images have no like.
    """
    ids = pictures.drop_duplicates().index.to_numpy()
    ids = np.array([row for row in ids if not seen[row].reason and seen[row].contrast > blank], np.int64)
    if not len(ids):
        return
    hashes = np.array([seen[row].hash for row in ids], np.uint64)
    thumbs = np.frombuffer(b"".join(seen[row].thumb for row in ids), np.uint8).reshape(-1, SIDE * SIDE)
    for pairs, distance in alike(hashes, thumbs, bits):
        yield Near(ids[pairs], distance)
