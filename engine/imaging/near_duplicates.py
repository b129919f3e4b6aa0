"""Finds pairs of nearly equal images among many without comparing all with all."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

BITS = 64
# Largest difference between thumbnails of near-duplicates, in grey levels: on average, and at any place, so that one
# symbol among several counts. Hashes of simple shapes often agree.
ALIKE, ALIKE_AT_A_PLACE = 6, 48
CHUNK = 50_000  # pairs whose thumbnails are compared at once


def near_pairs(hashes: np.ndarray, bits: int) -> Iterator[np.ndarray]:
    """Pairs (n, 2) of indices of hashes, uint64, that differ in at most `bits` bits: every such pair, once.

    Hashes that differ in k bits agree in one of k + 1 segments (pigeonhole), so only those that do are compared. Sorted
    by a segment they are neighbours: each is compared with the next, the one after that and so on. Memory grows with
    the number of hashes, not of pairs; time grows with the pairs that agree in a segment.
    """
    edges = np.linspace(0, BITS, bits + 2).astype(int)
    masks = [np.uint64(((1 << int(high - low)) - 1) << int(low)) for low, high in pairwise(edges)]
    for index, mask in enumerate(masks):
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
            for earlier in masks[:index]:  # a pair that agrees in an earlier segment was found there
                near &= (apart & earlier) != 0
            if near.any():
                firsts = at[near]
                yield np.sort(np.stack([order[firsts], order[firsts + step]], axis=1), axis=1)


def alike(hashes: np.ndarray, thumbs: np.ndarray, bits: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs (n, 2) of near-duplicates and the mean difference of their thumbnails (n), in grey levels.

    hashes: uint64 (count,), which differ in at most `bits` bits; thumbs: uint8 (count, pixels), by at most ALIKE on
    average and ALIKE_AT_A_PLACE anywhere.
    """
    brightness = thumbs.mean(axis=1, dtype=np.float32)
    for pairs in near_pairs(hashes, bits):
        # The difference of the means is never larger than the mean difference, and quick to compute.
        pairs = pairs[np.abs(brightness[pairs[:, 0]] - brightness[pairs[:, 1]]) <= ALIKE]
        for start in range(0, len(pairs), CHUNK):
            chunk = pairs[start : start + CHUNK]
            differences = np.abs(thumbs[chunk[:, 0]].astype(np.int16) - thumbs[chunk[:, 1]])
            apart = differences.mean(axis=1)
            near = (apart <= ALIKE) & (differences.max(axis=1) <= ALIKE_AT_A_PLACE)
            if near.any():
                yield chunk[near], apart[near]
