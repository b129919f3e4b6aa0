"""Images are described alike whoever describes them."""

import numpy as np

from engine.collect.from_arrays import from_arrays
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job
from engine.relabel.features import features
from tests.support.damage import cut_images


def test_one_and_two_processes_describe_images_alike(home):
    from_arrays("d", np.random.default_rng(1).integers(0, 256, (1050, 12, 9), np.uint8), ["a", "b"] * 525)
    data, ids = open_dataset("d"), np.arange(3, 1050)
    cut_images(data.shards()[1], [4])
    job = Job(control.create("relabel", {"dataset": "d"}))
    rows, readable = features(data, ids, job, workers=1)
    again, readable_again = features(data, ids, job, workers=2)
    np.testing.assert_array_equal(rows, again)
    assert (readable == readable_again).all() and ids[~readable].tolist() == [1004]
