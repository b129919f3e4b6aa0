"""Estimates the time and space that composing a dataset takes, from a few of its images."""

import time

from engine.compose.painting import first_images
from engine.compose.spec import ComposeSpec
from engine.core.datasets import shard
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import pool
from engine.core.synthesis import sample


def estimate(spec: ComposeSpec) -> tuple[float, int]:
    """Returns the seconds and bytes that the dataset of a spec takes on this machine while nothing else runs.

    Raises like `engine.compose.run.run`.
    """
    return sample.expected_cost(
        lambda ids: first_images(spec, ids), spec.count, pool.processes(spec.workers), read_seconds(spec)
    )


def read_seconds(spec: ComposeSpec) -> float:
    """Seconds that reading the images for a shard takes: of the whole source, or of fewer images for short texts."""
    source = open_dataset(spec.dataset)
    groups = -(-source.info.count // shard.ROW_GROUP)
    needed = min(spec.count, shard.ROWS) * sum(spec.length) / 2
    start = time.perf_counter()
    source.image_files([0])
    return (time.perf_counter() - start) * min(groups, needed)
