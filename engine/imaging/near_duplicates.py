"""Pairs of nearly equal pictures among many, without comparing all with all."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

BITS = 64
# Grey levels by which thumbnails of nearly equal pictures differ on average; hashes of simple shapes often agree.
ALIKE = 4
CHUNK = 50_000  # pairs whose thumbnails are compared at once


def near_pairs(hashes: np.ndarray, bits: int) -> Iterator[np.ndarray]:
    """Pairs (n, 2) of places of hashes, uint64, that differ in at most `bits` bits: every such pair, once.

    Hashes that differ in k bits agree in one of k + 1 stretches (pigeonhole), so only those that do are compared. When
    sorted by a stretch they lie beside each other: each is compared with the next, the one after that and so on.
    Memory grows with the number of hashes, not of pairs; the time with the pairs that agree in a stretch.
    """
    edges = np.linspace(0, BITS, bits + 2).astype(int)
    masks = [np.uint64(((1 << int(high - low)) - 1) << int(low)) for low, high in pairwise(edges)]
    for number, mask in enumerate(masks):
        order = np.argsort(hashes & mask, kind="stable")
        values = hashes[order]
        at, step = np.arange(len(hashes)), 0
        while len(at):
            step += 1
            at = at[at + step < len(hashes)]
            apart = values[at] ^ values[at + step]
            agree = (apart & mask) == 0
            at, apart = at[agree], apart[agree]
            near = np.bitwise_count(apart) <= bits
            for before in masks[:number]:  # a pair that agrees in an earlier stretch was found there
                near &= (apart & before) != 0
            if near.any():
                found = at[near]
                yield np.sort(np.stack([order[found], order[found + step]], axis=1), axis=1)


def alike(hashes: np.ndarray, thumbs: np.ndarray, bits: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs (n, 2) of nearly equal pictures and how far their thumbnails are apart (n), in grey levels.

    hashes: uint64 (count,); thumbs: uint8 (count, pixels). Hashes differ in at most `bits` bits, thumbnails by ALIKE.
    """
    brightness = thumbs.mean(axis=1, dtype=np.float32)
    for pairs in near_pairs(hashes, bits):
        # The difference of the means is never larger than the mean difference, and quick to tell.
        pairs = pairs[np.abs(brightness[pairs[:, 0]] - brightness[pairs[:, 1]]) <= ALIKE]
        for start in range(0, len(pairs), CHUNK):
            some = pairs[start : start + CHUNK]
            apart = np.abs(thumbs[some[:, 0]].astype(np.int16) - thumbs[some[:, 1]]).mean(axis=1)
            if (apart <= ALIKE).any():
                yield some[apart <= ALIKE], apart[apart <= ALIKE]
