"""Random numbers by image and place: the same however they are asked for, and evenly spread."""

import numpy as np
from scipy.stats import kstest

from engine.chance import ahead, streams, uniform


def test_the_numbers_are_those_of_splitmix64():
    published = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]  # of the start 0
    assert (uniform(np.zeros(1, np.uint64), 3) * 2**53).astype(np.uint64).tolist() == [[n >> 11 for n in published]]


def test_an_image_has_the_same_numbers_alone_among_others_and_from_any_place_on():
    images = np.array([7, 2**62, 3])
    numbers = uniform(streams(5, images, 1), 9)
    for image, expected in zip(images, numbers, strict=True):
        own = streams(5, np.array([image]), 1)
        assert (uniform(own, 9) == expected).all()
        assert (uniform(ahead(own, np.array([4])), 5) == expected[4:]).all()


def test_numbers_are_even_and_neighbours_have_nothing_to_do_with_each_other():
    pages = [uniform(streams(seed, np.arange(500), attempt), 40) for seed in (0, 1) for attempt in (0, 1)]
    values = np.stack(pages)
    assert kstest(values.ravel(), "uniform").pvalue > 0.001
    assert len(np.unique(values)) == values.size
    for axis in range(3):
        ahead_, behind = (np.delete(values, place, axis).ravel() for place in (0, -1))
        assert abs(np.corrcoef(ahead_, behind)[0, 1]) < 0.02
