"""Random numbers that can be asked for in any order, for many images at once, each named after what it decides.

Each image has a stream of its own, the generator SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom
number generators"). As its n-th number follows from its start and n, no image needs those of another. Each name, such
as that of a knob, has its own far-off place in every stream: a knob that is added, removed or turned leaves the numbers
of all others as they were.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

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


def uniform(starts: np.ndarray, names: Sequence[str], nth: np.ndarray | int = 0) -> np.ndarray:
    """A number of each stream (n,) for each name: float64 (n, names), 0 <= u < 1.

    nth: which of the numbers of that name, the same for all streams or (n,); the symbol's place in its text, say.
    """
    at = np.asarray(starts + STEP * np.asarray(nth, np.uint64))
    return (mixed(at[:, None] + places(tuple(names))) >> SPARE) * UNIT


@lru_cache(maxsize=1024)
def places(names: tuple[str, ...]) -> np.ndarray:
    """How far from its start a stream holds the numbers of these names: uint64 (names,), from a hash of each."""
    hashes = (hashlib.sha256(name.encode()).digest()[:8] for name in names)
    return np.array([int.from_bytes(digest, "big") for digest in hashes], np.uint64)


def mixed(states: np.ndarray) -> np.ndarray:
    """SplitMix64's function from a state to 64 bits that look random; changes the array that it is given."""
    states ^= states >> HALVES[0]
    states *= FIRST
    states ^= states >> HALVES[1]
    states *= SECOND
    states ^= states >> HALVES[2]
    return states
