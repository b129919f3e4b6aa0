"""Finds leaks: near-duplicates and groups that are in several parts of a split."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from engine.core.datasets.info import PARTS
from engine.core.datasets.signatures import Near

MOST_EXAMPLES = 12


def find_leaks(frame: pd.DataFrame, parts: pd.Series, near: Iterable[Near] | None) -> dict[str, Any]:
    """Counts the leaks of a split. near: pairs of near-duplicates, or None if they were not searched for.

    frame: columns id, group. Returns near_pairs (in two parts) and near_images (outside training, with a near-duplicate
    in another part), both None without a search; groups (in several parts) and group_images (outside training, of a
    group that is also in training); examples: the closest pairs, each [id, id, part, part].
    """
    groups = frame.set_index("id")["group"].dropna()
    in_training = groups.index[(parts.loc[groups.index] == PARTS[0]).to_numpy()]
    held_out = groups[(parts.loc[groups.index] != PARTS[0]).to_numpy()]
    counts = {
        "groups": int((parts.loc[groups.index].groupby(groups).nunique() > 1).sum()),
        "group_images": int(held_out.isin(groups[in_training].unique()).sum()),
    }
    if near is None:
        return {"near_pairs": None, "near_images": None, **counts, "examples": []}
    return {**near_leaks(parts, near), **counts}


def near_leaks(parts: pd.Series, near: Iterable[Near]) -> dict[str, Any]:
    """Counts near_pairs and near_images and collects examples, see `find_leaks`, a batch of pairs at a time."""
    number = np.full(int(parts.index.max()) + 1, -1)
    number[parts.index] = parts.map(PARTS.index)
    touched, pairs = np.zeros(len(number), bool), 0
    closest = pd.DataFrame(columns=["distance", "first", "second"], dtype=float)
    for ids, distance in near:
        sides = number[ids]
        across = sides[:, 0] != sides[:, 1]
        pairs += int(across.sum())
        touched[ids[across].ravel()] = True
        batch = pd.DataFrame({"distance": distance[across], "first": ids[across, 0], "second": ids[across, 1]})
        batch = batch.sort_values(["distance", "first", "second"]).head(MOST_EXAMPLES)
        closest = pd.concat([closest, batch]) if len(closest) else batch
        closest = closest.sort_values(["distance", "first", "second"]).head(MOST_EXAMPLES)
    couples = closest[["first", "second"]].astype(int).to_numpy().tolist()
    examples = [[*couple, *(PARTS[number[row]] for row in couple)] for couple in couples]
    return {"near_pairs": pairs, "near_images": int((touched & (number > 0)).sum()), "examples": examples}
