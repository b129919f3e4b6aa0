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
from engine.imaging.perceptual_hash import METHOD, SIDE, Signature, signatures_of

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
    table = pa.table(columns).replace_schema_metadata({"fingerprint": mark_of(source)})
    write_table(source.folder / FILE, table)


def of(source: Dataset, job: Job) -> list[Signature]:
    """What was kept, if it is of these images; otherwise glances at all of them."""
    path = source.folder / FILE
    with suppress(FileNotFoundError, DamagedFileError):  # they can be taken again
        table = read_table(path, types=TYPES)
        fingerprint = (table.schema.metadata or {}).get(b"fingerprint", b"").decode(errors="replace")
        if len(table) == source.info.count and fingerprint == mark_of(source):
            return [Signature(**row) for row in table.to_pylist()]
    return take(source, job)


def mark_of(source: Dataset) -> str:
    """What signatures depend on: the images, and how signatures are made."""
    return f"{source.info.fingerprint} {METHOD}"


def near(
    rows: pd.DataFrame, seen: list[Signature], bits: int, blank: int = BLANK, conflicts: bool = False
) -> Iterator[Near]:
    """Pairs of rows that are nearly, but not quite equal, some at a time; of equal images only the first counts.

    rows: columns id, picture (the hash of the pixels) and text. Images with different labels show different things and
    are not near. conflicts: single symbols are, since one of the two labels may be wrong; several symbols that look
    nearly equal differ in one of them. Blank and unreadable images have no like.
    """
    rows = rows.drop_duplicates("picture")
    rows = rows[[not seen[row].reason and seen[row].contrast > blank for row in rows["id"]]]
    if not len(rows):
        return
    ids = rows["id"].to_numpy(np.int64)
    labels = pd.factorize(rows["text"])[0]
    single = (rows["text"].str.len() == 1).to_numpy() & conflicts
    hashes = np.array([seen[row].hash for row in ids], np.uint64)
    thumbs = np.frombuffer(b"".join(seen[row].thumb for row in ids), np.uint8).reshape(-1, SIDE * SIDE)
    for pairs, distance in alike(hashes, thumbs, bits):
        same = (labels[pairs[:, 0]] == labels[pairs[:, 1]]) | single[pairs].all(axis=1)
        yield Near(ids[pairs[same]], distance[same])
