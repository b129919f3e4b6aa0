"""Estimates the time and space that drawing a dataset takes, from a few of its images."""

import time

import pyarrow.compute as pc

from engine.core.jobs import pool
from engine.core.synthesis.sample import START_SECONDS
from engine.generate.painting import batch_size
from engine.generate.run import check, table_of
from engine.generate.spec import GenerateSpec

MOST_TRIED = 40  # images
ROW_BYTES = 250  # of the columns stored beside an image


def estimate(spec: GenerateSpec) -> tuple[float, int]:
    """Returns the seconds and bytes that the dataset of a spec takes on this machine while nothing else runs.

    Raises like `engine.generate.run.run`.
    """
    check(spec)
    ids = range(min(MOST_TRIED, batch_size(spec), spec.images))
    table_of(spec, ids)  # fills the glyph caches
    start = time.perf_counter()
    rows = table_of(spec, ids)
    seconds = (time.perf_counter() - start) / len(ids)
    size = pc.sum(pc.binary_length(pc.struct_field(rows["image"], "bytes"))).as_py() / len(ids) + ROW_BYTES
    return START_SECONDS + seconds * spec.images / pool.processes(spec.workers), round(size * spec.images)
