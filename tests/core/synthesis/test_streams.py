"""Random numbers by image and place: the same however they are asked for, and evenly spread."""

import numpy as np
from scipy.stats import kstest

from engine.core.synthesis.streams import STEP, mixed, streams, uniform

NAMES = [f"knob {number}" for number in range(9)]


def test_the_numbers_are_those_of_splitmix64():
    published = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]  # of the start 0
    assert mixed(np.arange(1, 4, dtype=np.uint64) * STEP).tolist() == published


def test_an_image_has_the_same_numbers_alone_and_among_others_whatever_else_is_asked_for():
    images = np.array([7, 2**62, 3])
    numbers = uniform(streams(5, images, 1), NAMES, np.array([0, 4, 1]))
    for image, nth, expected in zip(images, (0, 4, 1), numbers, strict=True):
        own = streams(5, np.array([image]), 1)
        assert (uniform(own, NAMES, nth) == expected).all()
        assert (uniform(own, [NAMES[6], "another", NAMES[2]], nth)[0, ::2] == expected[[6, 2]]).all()


def test_numbers_are_even_and_neighbours_have_nothing_to_do_with_each_other():
    pages = [
        uniform(streams(seed, np.arange(500), attempt), NAMES, nth)
        for seed in (0, 1)
        for attempt in (0, 1)
        for nth in range(4)
    ]
    values = np.stack(pages)
    assert kstest(values.ravel(), "uniform").pvalue > 0.001
    assert len(np.unique(values)) == values.size
    for axis in range(3):
        ahead, behind = (np.delete(values, place, axis).ravel() for place in (0, -1))
        assert abs(np.corrcoef(ahead, behind)[0, 1]) < 0.02
