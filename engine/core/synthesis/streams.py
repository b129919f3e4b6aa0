"""Random numbers that can be computed in any order, for many images at once, each named after what it decides.

Each image has its own stream, the generator SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom
number generators"). The n-th number follows from the stream's start and n, so an image never needs those of another.
Each name, such as that of a knob, has its own distant place in every stream, so adding, removing or changing a knob
leaves the numbers of all others unchanged.
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
    """Where the streams of images (n,) start: uint64 (n,), distinct for each seed and each visit to an image.

    A visit is an attempt to draw the image, or an epoch that shows it.
    """
    start = mixed(np.array([seed], np.uint64))
    return mixed(mixed(start + images.astype(np.uint64)) + np.array([visit], np.uint64))


def uniform(starts: np.ndarray, names: Sequence[str], nth: np.ndarray | int = 0) -> np.ndarray:
    """A random number of each stream (n,) for each name: float64 (n, names), 0 <= u < 1.

    nth: which of the numbers with that name, one for all streams or (n,), such as the symbol's place in its text.
    """
    at = np.asarray(starts + STEP * np.asarray(nth, np.uint64))
    return (mixed(at[:, None] + places(tuple(names))) >> SPARE) * UNIT


@lru_cache(maxsize=1024)
def places(names: tuple[str, ...]) -> np.ndarray:
    """Distance from a stream's start to the numbers of these names: uint64 (names,), from a hash of each name."""
    hashes = (hashlib.sha256(name.encode()).digest()[:8] for name in names)
    return np.array([int.from_bytes(digest, "big") for digest in hashes], np.uint64)


def mixed(states: np.ndarray) -> np.ndarray:
    """SplitMix64's function from a state to 64 random-looking bits; changes the given array."""
    states ^= states >> HALVES[0]
    states *= FIRST
    states ^= states >> HALVES[1]
    states *= SECOND
    states ^= states >> HALVES[2]
    return states
