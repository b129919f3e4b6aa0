"""Rows that must stay together: equal pictures, and on request the images of one group, and nearly equal pictures."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def units_of(frame: pd.DataFrame, by_group: bool, alike: np.ndarray | None = None) -> np.ndarray:
    """A number for each row, equal for rows that belong together, directly or over others; 0, 1, ... as they appear.

    frame: columns picture and, where by_group, group (rows without a group are tied by their picture only).
    alike: another number for each row, equal for rows that are to stay together.
    """
    rows = np.arange(len(frame))
    pictures = pd.factorize(frame["picture"])[0]
    ties = [(rows, pictures)]
    if by_group:
        groups = pd.factorize(frame["group"])[0]  # -1 where there is none
        ties.append((rows[groups >= 0], groups[groups >= 0] + pictures.max() + 1))
    if alike is not None:
        ties.append((rows, alike + max(key.max(initial=0) for _, key in ties) + 1))
    start = np.concatenate([row for row, _ in ties])
    end = np.concatenate([key for _, key in ties]) + len(frame)
    nodes = int(end.max()) + 1
    graph = coo_array((np.ones(len(start), np.int8), (start, end)), shape=(nodes, nodes))
    return pd.factorize(connected_components(graph, directed=False)[1][: len(frame)])[0]


def tied(ids: np.ndarray, pairs: Iterable[np.ndarray]) -> np.ndarray:
    """A number for each row, equal for rows that pairs (n, 2) of ids tie together, directly or over others.

    ids: rising. Takes the pairs some at a time, so that memory grows with the rows only.
    """
    number = np.arange(len(ids))
    for some in pairs:
        ends = number[np.searchsorted(ids, some)]
        graph = coo_array((np.ones(len(ends), np.int8), (ends[:, 0], ends[:, 1])), shape=(len(ids), len(ids)))
        number = connected_components(graph, directed=False)[1][number]
    return number
