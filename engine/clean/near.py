"""Pairs of nearly equal hashes among many, without comparing all with all."""

from itertools import pairwise

import numpy as np

BITS = 64
MANY = 2000
WINDOW = 100


def near_pairs(hashes: np.ndarray, bits: int) -> np.ndarray:
    """(earlier, later) places of hashes, uint64, that differ in at most `bits` bits: for each later the first earlier.

    Hashes that differ in k bits agree in one of k + 1 stretches, so only those are compared. Where more than MANY
    agree in a stretch, each is compared with its WINDOW neighbours by value only, so some pairs may stay unseen.
    """
    unique, first, inverse = np.unique(hashes, return_index=True, return_inverse=True)
    pairs = [np.empty((0, 2), np.int64)]
    edges = np.linspace(0, BITS, bits + 2).astype(int)
    for low, high in pairwise(edges) if bits else ():
        stretch = (unique >> np.uint64(low)) & np.uint64((1 << int(high - low)) - 1)
        order = np.argsort(stretch, kind="stable")
        starts = np.flatnonzero(np.r_[True, np.diff(stretch[order]) != 0])
        for start, end in zip(starts, np.r_[starts[1:], len(order)], strict=True):
            if end - start > 1:
                pairs.append(within(unique, order[start:end], bits))
    found = np.concatenate(pairs)
    found = np.sort(first[found], axis=1)
    rows = np.arange(len(hashes))
    same = np.stack([first[inverse], rows], axis=1)[first[inverse] != rows]
    whole = np.concatenate([same, found])
    whole = whole[np.lexsort((whole[:, 0], whole[:, 1]))]
    return whole[np.unique(whole[:, 1], return_index=True)[1]] if len(whole) else whole


def within(unique: np.ndarray, places: np.ndarray, bits: int) -> np.ndarray:
    """The near pairs among hashes that agree in one stretch."""
    places = np.sort(places)
    values = unique[places]
    reach = len(places) if len(places) <= MANY else WINDOW
    found = []
    for step in range(1, reach):
        close = np.flatnonzero(np.bitwise_count(values[step:] ^ values[:-step]) <= bits)
        if len(close):
            found.append(np.stack([places[close], places[close + step]], axis=1))
    return np.concatenate(found) if found else np.empty((0, 2), np.int64)
