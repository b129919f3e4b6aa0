"""Rows that must stay together: equal pictures, and on request the images of one group."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def units_of(frame: pd.DataFrame, by_group: bool) -> np.ndarray:
    """A number for each row, equal for rows that belong together, directly or over others; 0, 1, ... as they appear.

    frame: columns picture and, where by_group, group (rows without a group are tied by their picture only).
    """
    rows = np.arange(len(frame))
    pictures = pd.factorize(frame["picture"])[0]
    ties = [(rows, pictures)]
    if by_group:
        groups = pd.factorize(frame["group"])[0]  # -1 where there is none
        ties.append((rows[groups >= 0], groups[groups >= 0] + pictures.max() + 1))
    start = np.concatenate([row for row, _ in ties])
    end = np.concatenate([key for _, key in ties]) + len(frame)
    nodes = int(end.max()) + 1
    graph = coo_array((np.ones(len(start), np.int8), (start, end)), shape=(nodes, nodes))
    return pd.factorize(connected_components(graph, directed=False)[1][: len(frame)])[0]
