"""Finds rows that must stay in one part: equal images, and optionally images of a group and near-duplicates."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def components_of(frame: pd.DataFrame, by_group: bool, alike: np.ndarray | None = None) -> np.ndarray:
    """A number for each row, equal for rows linked directly or through others; 0, 1, ... in order of appearance.

    frame: columns picture and, if by_group, group (rows without a group are linked by their image only).
    alike: another number for each row, equal for rows that must stay together.
    """
    rows = np.arange(len(frame))
    images = pd.factorize(frame["picture"])[0]
    links = [(rows, images)]
    if by_group:
        groups = pd.factorize(frame["group"])[0]  # -1 where there is none
        links.append((rows[groups >= 0], groups[groups >= 0] + images.max() + 1))
    if alike is not None:
        links.append((rows, alike + max(key.max(initial=0) for _, key in links) + 1))
    start = np.concatenate([row for row, _ in links])
    end = np.concatenate([key for _, key in links]) + len(frame)
    nodes = int(end.max()) + 1
    graph = coo_array((np.ones(len(start), np.int8), (start, end)), shape=(nodes, nodes))
    return pd.factorize(connected_components(graph, directed=False)[1][: len(frame)])[0]


def linked(ids: np.ndarray, pairs: Iterable[np.ndarray]) -> np.ndarray:
    """A number for each row, equal for rows that pairs (n, 2) of ids link directly or through others.

    ids: ascending. pairs: batches, so that memory grows only with the rows.
    """
    number = np.arange(len(ids))
    for batch in pairs:
        ends = number[np.searchsorted(ids, batch)]
        graph = coo_array((np.ones(len(ends), np.int8), (ends[:, 0], ends[:, 1])), shape=(len(ids), len(ids)))
        number = connected_components(graph, directed=False)[1][number]
    return number
