"""What stands on both sides of a split although it should not: nearly equal pictures, and groups."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from engine.core.datasets.info import PARTS
from engine.core.datasets.signatures import Near

MOST_EXAMPLES = 12


def found(frame: pd.DataFrame, parts: pd.Series, near: Iterable[Near] | None) -> dict[str, Any]:
    """Counts of leaks in a split; near: pairs of nearly equal pictures, None where nobody looked.

    frame: columns id, group. Returns near_pairs (in two parts) and near_images (outside training, with such a twin in
    another part), both None where nobody looked; groups (in several parts) and group_images (outside training, of a
    group that training knows); examples: the nearest pairs, each [id, id, part, part].
    """
    groups = frame.set_index("id")["group"].dropna()
    known = groups.index[(parts.loc[groups.index] == PARTS[0]).to_numpy()]
    held_out = groups[(parts.loc[groups.index] != PARTS[0]).to_numpy()]
    counts = {
        "groups": int((parts.loc[groups.index].groupby(groups).nunique() > 1).sum()),
        "group_images": int(held_out.isin(groups[known].unique()).sum()),
    }
    if near is None:
        return {"near_pairs": None, "near_images": None, **counts, "examples": []}
    return {**twins(parts, near), **counts}


def twins(parts: pd.Series, near: Iterable[Near]) -> dict[str, Any]:
    """near_pairs, near_images and examples, see `found`; holds few of the pairs at a time."""
    number = np.full(int(parts.index.max()) + 1, -1)
    number[parts.index] = parts.map(PARTS.index)
    touched, pairs, best = np.zeros(len(number), bool), 0, pd.DataFrame(columns=["apart", "one", "other"], dtype=float)
    for ids, distance in near:
        sides = number[ids]
        across = sides[:, 0] != sides[:, 1]
        pairs += int(across.sum())
        touched[ids[across].ravel()] = True
        some = pd.DataFrame({"apart": distance[across], "one": ids[across, 0], "other": ids[across, 1]})
        some = some.sort_values(["apart", "one", "other"]).head(MOST_EXAMPLES)
        best = pd.concat([best, some]) if len(best) else some
        best = best.sort_values(["apart", "one", "other"]).head(MOST_EXAMPLES)
    couples = best[["one", "other"]].astype(int).to_numpy().tolist()
    examples = [[*couple, *(PARTS[number[row]] for row in couple)] for couple in couples]
    return {"near_pairs": pairs, "near_images": int((touched & (number > 0)).sum()), "examples": examples}
