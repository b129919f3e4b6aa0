"""What drawing a dataset will cost, from a few of its images."""

import time

from engine.generate.drawn import images
from engine.generate.run import check, stored, workers
from engine.generate.spec import GenerateSpec

TRIED = 8
START_SECONDS = 1.5  # what a process needs before it draws its first image
ROW_BYTES = 500  # what is stored beside an image


def estimate(spec: GenerateSpec) -> tuple[float, int]:
    """Seconds and bytes that the dataset of a spec will take on this machine, as long as nothing else runs.

    Raises like `engine.generate.run.run`.
    """
    check(spec)
    ids = range(min(TRIED, spec.images))
    list(images(spec, ids))  # fills the caches of glyphs
    start = time.perf_counter()
    rows = [stored(one, i) for i, one in zip(ids, images(spec, ids), strict=True)]
    seconds = (time.perf_counter() - start) / len(rows)
    size = sum(len(row["image"]) for row in rows) / len(rows) + ROW_BYTES
    return START_SECONDS + seconds * spec.images / workers(spec), round(size * spec.images)
