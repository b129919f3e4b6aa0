"""Accuracy by writer, signer or source: whether a model reads strangers as well as those it learned from."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from engine.analyze.scores import accuracy_table
from engine.core.datasets.dataset import Dataset
from engine.core.metrics.intervals import clustered, wilson

FIRST = ("group", "writer", "signer", "source", "font")  # columns with which one starts, if they are there
MOST_GROUPS = 5000
NO_GROUPS = {"predicted", "picture", "text", "given"}


class Groups(NamedTuple):
    """The accuracy of groups.

    table: group, n, right, accuracy, low, high, in_training (whether the training part has images of it), the worst
    first. sentences: how certain the mean is for a group that is drawn anew.
    """

    table: pd.DataFrame
    sentences: list[str]


def group_columns(frame: pd.DataFrame) -> list[str]:
    """The columns that may be groups: texts of at least two values that repeat; likely ones first."""
    names = [str(name) for name in frame if name not in NO_GROUPS and not is_numeric_dtype(frame[name])]
    names = [name for name in names if 2 <= frame[name].nunique() <= min(MOST_GROUPS, len(frame) // 2)]
    return sorted(names, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))


def by_group(frame: pd.DataFrame, column: str, source: Dataset) -> Groups:
    """Accuracy of whole texts in each group. Raises ValueError for a column that cannot be groups."""
    if column not in group_columns(frame):
        there = ", ".join(group_columns(frame)) or "none here"
        raise ValueError(f"groups must be a column of texts that repeat: {there}; got {column!r}.")
    given = frame.dropna(subset=[column])
    table = accuracy_table(given["correct"].set_axis(given[column])).rename(columns={column: "group"})
    learned = groups_in_training(source, column)
    table["in_training"] = table["group"].isin(learned) if learned is not None else None
    return Groups(table.sort_values(["high", "low"], ignore_index=True), in_words(given, column, table))


def groups_in_training(source: Dataset, column: str) -> set[str] | None:
    """The groups of the training part; None if the dataset is not split."""
    try:
        ids = source.part_ids("train")
    except ValueError:
        return None
    return set(source.frame([column], ids)[column].dropna()) if len(ids) else set()


def in_words(frame: pd.DataFrame, column: str, table: pd.DataFrame) -> list[str]:
    """The mean with both intervals, the worst group, and strangers against those in the training part."""
    right = frame["correct"].to_numpy(bool)
    anew, alone = clustered(right, frame[column].to_numpy()), wilson(int(right.sum()), len(right))
    worst = table.sort_values(["high", "low"]).iloc[0]
    sentences = [
        f"{right.mean():.1%} over {len(table):,} values of {column}: {anew.low:.1%} to {anew.high:.1%} for values "
        f"drawn anew, {alone.low:.1%} to {alone.high:.1%} if images were independent.",
        f"Worst: {worst['group']} with {worst['accuracy']:.1%} ({worst['low']:.1%} to {worst['high']:.1%}, "
        f"{worst['n']:,} images).",
    ]
    familiar = frame[column].isin(table.loc[table["in_training"] == True, "group"]).to_numpy()  # noqa: E712
    if table["in_training"].notna().all() and 0 < familiar.sum() < len(familiar):
        sentences.append(
            f"Strangers, which the training part has no images of: {share_of(frame[~familiar], column)}; others: "
            f"{share_of(frame[familiar], column)}."
        )
    return sentences


def share_of(frame: pd.DataFrame, column: str) -> str:
    """The accuracy of some rows in words, with a clustered interval."""
    right = frame["correct"].to_numpy(bool)
    ends = clustered(right, frame[column].to_numpy())
    return f"{np.mean(right):.1%} ({ends.low:.1%} to {ends.high:.1%})"
