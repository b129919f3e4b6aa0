"""Random numbers that can be asked for in any order, for many images at once.

Each image has a stream of its own, the generator SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom
number generators"); as its n-th number follows from its start and n, no image needs those of another.
"""

import numpy as np

STEP = np.uint64(0x9E3779B97F4A7C15)  # odd, so that a stream visits all 2**64 states before it repeats
FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
HALVES = tuple(np.uint64(bits) for bits in (30, 27, 31))
UNIT = 2.0**-53  # a float holds 53 bits
SPARE = np.uint64(11)


def streams(seed: int, images: np.ndarray, visit: int) -> np.ndarray:
    """Where the streams of images (n,) start: uint64 (n,), different for each seed and each visit to an image.

    A visit is an attempt to draw it, or an epoch that shows it.
    """
    start = mixed(np.array([seed], np.uint64))
    return mixed(mixed(start + images.astype(np.uint64)) + np.array([visit], np.uint64))


def ahead(starts: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """The same streams (n,), so many numbers (n,) further on."""
    return starts + STEP * numbers.astype(np.uint64)


def uniform(starts: np.ndarray, count: int) -> np.ndarray:
    """The next `count` numbers of each stream: float64 (n, count), 0 <= u < 1."""
    places = np.arange(1, count + 1, dtype=np.uint64) * STEP
    return (mixed(starts[:, None] + places) >> SPARE) * UNIT


def mixed(states: np.ndarray) -> np.ndarray:
    """SplitMix64's function from a state to 64 bits that look random; changes the array that it is given."""
    states ^= states >> HALVES[0]
    states *= FIRST
    states ^= states >> HALVES[1]
    states *= SECOND
    states ^= states >> HALVES[2]
    return states
