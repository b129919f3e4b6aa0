"""Tables of the labels, sizes and columns of a dataset, counted over all rows in use."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

MOST_SIZES = 500  # distinct sizes that remain distinguishable in a chart


def by_label(texts: pd.Series, few: int) -> pd.DataFrame:
    """Counts labels: columns label, count, rare (fewer than `few`), most frequent first."""
    return counted(texts, "label", few)


def by_group(groups: pd.Series) -> pd.DataFrame:
    """Counts groups: columns group, count, largest first. Rows without a group are not counted."""
    return counted(groups, "group").drop(columns="rare")


def by_symbol(texts: pd.Series, few: int) -> pd.DataFrame:
    """Counts symbols: columns symbol, count (occurrences), rare, most frequent first."""
    return counted(texts.map(list).explode(), "symbol", few)


def counted(values: pd.Series, name: str, few: int = 0) -> pd.DataFrame:
    """Counts each value, most frequent first, and equally frequent ones in sorted order."""
    counts = values.dropna().value_counts().rename_axis(name).reset_index(name="count")
    counts = counts.sort_values(["count", name], ascending=[False, True], ignore_index=True)
    return counts.assign(rare=counts["count"] < few)


def repeats(labels: pd.DataFrame) -> pd.DataFrame:
    """Columns images, labels: the number of labels with that number of images."""
    return labels["count"].value_counts().sort_index().rename_axis("images").reset_index(name="labels")


def lengths(texts: pd.Series) -> pd.DataFrame:
    """Counts texts by length: columns length (symbols), count."""
    return texts.str.len().value_counts().sort_index().rename_axis("length").reset_index(name="count")


def positions(texts: pd.Series) -> pd.DataFrame:
    """Columns symbol, position (from 1), count, share (of the texts of that length or more); all pairs, zeros too."""
    symbols = texts.map(list).explode()
    place = symbols.groupby(level=0).cumcount() + 1
    table = pd.crosstab(symbols.to_numpy(), place.to_numpy()).rename_axis(index="symbol")
    long = table.reset_index().melt(id_vars="symbol", var_name="position", value_name="count")
    return long.assign(share=long["count"] / long.groupby("position")["count"].transform("sum"))


def sizes(frame: pd.DataFrame) -> pd.DataFrame:
    """Counts images by size: columns width, height (pixels), count."""
    return frame[["width", "height"]].value_counts().sort_index().rename("count").reset_index()


def rounded(exact: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Rounds sizes until at most MOST_SIZES remain. Returns the table and the step in pixels (1: not rounded)."""
    step, table = 1, exact
    while len(table) > MOST_SIZES:
        step *= 2
        sides = {side: (exact[side] / step).round().clip(lower=1).astype(int) * step for side in ("width", "height")}
        table = exact.assign(**sides).groupby(["width", "height"])["count"].sum().reset_index()
    return table, step


def columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Summarises columns: column, missing, different (distinct values), commonest (as text), times (it occurs)."""
    return pd.DataFrame(
        [(name, *summary_of(frame[name])) for name in frame],
        columns=["column", "missing", "different", "commonest", "times"],
    )


def summary_of(values: pd.Series) -> tuple[int, int, str, int]:
    """The numbers of missing and of distinct values, the commonest value, and how often it occurs."""
    given = values.dropna()
    if given.empty:
        return len(values), 0, "", 0
    counts = (given.map(as_text) if given.dtype == object else given).value_counts()
    most = counts.index[counts.to_numpy() == counts.iloc[0]].min()
    return len(values) - len(given), len(counts), str(most), int(counts.iloc[0])


def as_text(value: Any) -> str:
    """Converts a value of a column of texts or lists to text."""
    return str(value.tolist()) if isinstance(value, np.ndarray) else str(value)


def copies(images: pd.Series) -> int:
    """The number of rows whose image equals that of an earlier row."""
    return int(images.duplicated().sum())


class Overview(NamedTuple):
    """All tables that are counted without opening an image. notes: a sentence on each."""

    images: int
    left_out: int
    copies: int
    labels: pd.DataFrame
    repeats: pd.DataFrame
    groups: pd.DataFrame
    sizes: pd.DataFrame
    lengths: pd.DataFrame
    symbols: pd.DataFrame
    positions: pd.DataFrame
    columns: pd.DataFrame
    notes: dict[str, str]
