"""Tables about the labels, sizes and columns of a dataset; every one is counted over all rows in use."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

MOST_SIZES = 500  # different sizes that can be told apart in a chart


def by_label(texts: pd.Series, few: int) -> pd.DataFrame:
    """Columns label, count, rare (fewer than `few`); the most frequent first."""
    return counted(texts, "label", few)


def by_group(groups: pd.Series) -> pd.DataFrame:
    """Columns group, count; the largest first; rows without a group are not counted."""
    return counted(groups, "group").drop(columns="rare")


def by_symbol(texts: pd.Series, few: int) -> pd.DataFrame:
    """Columns symbol, count (occurrences), rare; the most frequent first."""
    return counted(texts.map(list).explode(), "symbol", few)


def counted(values: pd.Series, name: str, few: int = 0) -> pd.DataFrame:
    """How often each value occurs; equally frequent ones in their order."""
    counts = values.dropna().value_counts().rename_axis(name).reset_index(name="count")
    counts = counts.sort_values(["count", name], ascending=[False, True], ignore_index=True)
    return counts.assign(rare=counts["count"] < few)


def repeats(labels: pd.DataFrame) -> pd.DataFrame:
    """Columns images, labels: how many labels have so many images."""
    return labels["count"].value_counts().sort_index().rename_axis("images").reset_index(name="labels")


def lengths(texts: pd.Series) -> pd.DataFrame:
    """Columns length (symbols), count."""
    return texts.str.len().value_counts().sort_index().rename_axis("length").reset_index(name="count")


def positions(texts: pd.Series) -> pd.DataFrame:
    """Columns symbol, position (from 1), count, share (of the texts that reach so far); every pair, zeros too."""
    symbols = texts.map(list).explode()
    place = symbols.groupby(level=0).cumcount() + 1
    table = pd.crosstab(symbols.to_numpy(), place.to_numpy()).rename_axis(index="symbol")
    long = table.reset_index().melt(id_vars="symbol", var_name="position", value_name="count")
    return long.assign(share=long["count"] / long.groupby("position")["count"].transform("sum"))


def sizes(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns width, height (pixels), count."""
    return frame[["width", "height"]].value_counts().sort_index().rename("count").reset_index()


def rounded(exact: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """A table of sizes with at most MOST_SIZES rows, and to how many pixels it is rounded (1: not at all)."""
    step, table = 1, exact
    while len(table) > MOST_SIZES:
        step *= 2
        sides = {side: (exact[side] / step).round().clip(lower=1).astype(int) * step for side in ("width", "height")}
        table = exact.assign(**sides).groupby(["width", "height"])["count"].sum().reset_index()
    return table, step


def columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Of each column: column, missing, different (values), commonest (as text), times (that one occurs)."""
    return pd.DataFrame(
        [(name, *column(frame[name])) for name in frame],
        columns=["column", "missing", "different", "commonest", "times"],
    )


def column(values: pd.Series) -> tuple[int, int, str, int]:
    """How many values are missing, how many are different, the commonest one and how often it occurs."""
    there = values.dropna()
    if there.empty:
        return len(values), 0, "", 0
    counts = (there.map(written) if there.dtype == object else there).value_counts()
    most = counts.index[counts.to_numpy() == counts.iloc[0]].min()
    return len(values) - len(there), len(counts), str(most), int(counts.iloc[0])


def written(value: Any) -> str:
    """A value of a column of texts or lists as text."""
    return str(value.tolist()) if isinstance(value, np.ndarray) else str(value)


def copies(pictures: pd.Series) -> int:
    """How many rows have exactly the picture of an earlier row."""
    return int(pictures.duplicated().sum())


class Overview(NamedTuple):
    """Every table of a dataset, see engine.explore.tables and engine.explore.measures; `says`: a sentence for each."""

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
    means: pd.DataFrame
    brightness: pd.DataFrame
    says: dict[str, str]
