"""What drawing a dataset will cost, from a few of its images."""

import time

import pyarrow.compute as pc

from engine.core.jobs import pool
from engine.core.synthesis.sample import START_SECONDS
from engine.generate.painting import together
from engine.generate.run import check, table_of
from engine.generate.spec import GenerateSpec

TRIED = 40
ROW_BYTES = 250  # what is stored beside an image


def estimate(spec: GenerateSpec) -> tuple[float, int]:
    """Seconds and bytes that the dataset of a spec will take on this machine, as long as nothing else runs.

    Raises like `engine.generate.run.run`.
    """
    check(spec)
    ids = range(min(TRIED, together(spec), spec.images))
    table_of(spec, ids)  # fills the caches of glyphs
    start = time.perf_counter()
    drawn = table_of(spec, ids)
    seconds = (time.perf_counter() - start) / len(ids)
    size = pc.sum(pc.binary_length(pc.struct_field(drawn["image"], "bytes"))).as_py() / len(ids) + ROW_BYTES
    return START_SECONDS + seconds * spec.images / pool.processes(spec.workers), round(size * spec.images)
