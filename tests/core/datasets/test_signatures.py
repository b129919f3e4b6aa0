"""Every image of a dataset is looked at once, by as many processes as asked for, and what was seen is kept."""

import numpy as np
import pytest

from engine.collect.from_arrays import from_arrays
from engine.core.datasets import signatures
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job, StoppedError
from tests.support.damage import cut_images


@pytest.fixture
def data(home):
    """A dataset of two shards; image 1003 cannot be decoded."""
    images = np.random.default_rng(1).integers(0, 256, (1050, 12, 9), np.uint8)
    from_arrays("d", images, ["a", "b"] * 525)
    cut_images(open_dataset("d").shards()[1], [3])
    return open_dataset("d")


def job():
    return Job(control.create("clean", {"dataset": "d"}))


def test_one_and_two_processes_see_the_same(data):
    seen = [signatures.take(data, job(), workers) for workers in (1, 2)]
    assert seen[0] == seen[1] == signatures.of(data, job())
    assert len(seen[0]) == 1050 and [row for row, signature in enumerate(seen[0]) if signature.reason] == [1003]


def test_a_wish_to_stop_is_followed_within_a_shard_and_nothing_is_kept(data):
    asked = job()
    (asked.folder / "stop").touch()
    with pytest.raises(StoppedError):
        signatures.take(data, asked, 2)
    assert not (data.folder / signatures.FILE).exists()
