"""What composing a dataset will cost, from a few of its images."""

import time

from engine.compose.painting import first_images
from engine.compose.spec import ComposeSpec
from engine.core.datasets import shard
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import pool
from engine.core.synthesis import sample


def estimate(spec: ComposeSpec) -> tuple[float, int]:
    """Seconds and bytes that the dataset of a spec will take on this machine, as long as nothing else runs.

    Raises like `engine.compose.run.run`.
    """
    return sample.expected_cost(
        lambda ids: first_images(spec, ids), spec.count, pool.processes(spec.workers), reading(spec)
    )


def reading(spec: ComposeSpec) -> float:
    """Seconds that reading the pictures for a shard takes: those of the whole source, or fewer for short texts."""
    made = open_dataset(spec.dataset)
    groups = -(-made.info.count // shard.ROW_GROUP)
    needed = min(spec.count, shard.ROWS) * sum(spec.length) / 2
    start = time.perf_counter()
    made.pictures([0])
    return (time.perf_counter() - start) * min(groups, needed)
