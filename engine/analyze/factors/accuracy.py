"""Accuracy against recorded or measured properties, one or two at a time, and between levels on the same texts."""

from itertools import combinations

import numpy as np
import pandas as pd

from engine.analyze.factors.readings import binned
from engine.core.metrics.intervals import Interval, clustered, wilson
from engine.core.metrics.paired import cochran, holm, paired

MOST_GROUPS = 60


def by_factors(data: pd.DataFrame, names: list[str], cluster: str) -> pd.DataFrame:
    """Accuracy of each group of one or two factors: the factors (binned), n, right, accuracy, low, high.

    The intervals are Wilson's, or where a cluster has several rows in a group, clustered.
    """
    groups = pd.DataFrame({name: binned(data[name]) for name in names})
    grouped = groups.assign(right=data["right"], cluster=data[cluster]).dropna(subset=names)
    rows = [
        (*(keys if isinstance(keys, tuple) else (keys,)), len(part), int(part["right"].sum()), *ends_of(part))
        for keys, part in grouped.groupby(names if len(names) > 1 else names[0], observed=True, sort=True)
    ]
    table = pd.DataFrame(rows, columns=[*names, "n", "right", "low", "high"])
    table.insert(len(names) + 2, "accuracy", table["right"] / table["n"])
    return table


def ends_of(part: pd.DataFrame) -> tuple[float, float]:
    """The interval of a group of rows."""
    ends = interval(part["right"].to_numpy(bool), part["cluster"].to_numpy())
    return float(ends.low), float(ends.high)


def interval(right: np.ndarray, clusters: np.ndarray) -> Interval:
    """Wilson's interval where each row is a cluster of its own, otherwise a clustered one."""
    alone = len(pd.unique(clusters)) == len(right)
    return wilson(int(right.sum()), len(right)) if alone else clustered(right, clusters)


def blocks(data: pd.DataFrame, factor: str, same: list[str]) -> pd.DataFrame:
    """Whether each block (the same text, all else equal) was read at each level: bools, levels as columns.

    Only blocks with exactly one reading at every level; an empty frame if the design is not paired.
    """
    levels = binned(data[factor])
    block = data.groupby(same, observed=True, sort=False).ngroup()
    rows = pd.DataFrame({"block": block, "level": levels, "right": data["right"]}).dropna()
    complete = rows.groupby("block")["level"].agg(["size", "nunique"]).eq(rows["level"].nunique()).all(axis=1)
    rows = rows[rows["block"].map(complete)]
    if rows["level"].nunique() < 2:
        return pd.DataFrame()
    return rows.pivot(index="block", columns="level", values="right").astype(bool)


def between_levels(right: pd.DataFrame) -> tuple[float, pd.DataFrame]:
    """Cochran's p over all levels, and McNemar's test of each pair of them, corrected by Holm.

    right: as from `blocks`. Columns: level, other, blocks, only, other_only, difference, low, high, p, holm.
    """
    rows = [
        (str(first), str(second), *paired(right[first].to_numpy(), right[second].to_numpy())[:7])
        for first, second in combinations(right.columns, 2)
    ]
    names = ["level", "other", "blocks", "only", "other_only", "difference", "low", "high", "p"]
    table = pd.DataFrame(rows, columns=names)
    return cochran(right.to_numpy()), table.assign(holm=holm(table["p"]))


def degradation(right: pd.DataFrame) -> pd.DataFrame:
    """From the first level on: level, accuracy, kept and lost (texts read at the first level), gained; numbers."""
    first = right.iloc[:, 0]
    rows = [
        (str(level), float(now.mean()), int((first & now).sum()), int((first & ~now).sum()), int((now & ~first).sum()))
        for level, now in right.items()
    ]
    return pd.DataFrame(rows, columns=["level", "accuracy", "kept", "lost", "gained"])
