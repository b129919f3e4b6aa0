"""Counts images and symbols by part, as tables for charts, and lists the groups of a dataset."""

import pandas as pd

from engine.core.datasets.dataset import Dataset
from engine.core.datasets.info import PARTS


def image_counts(source: Dataset) -> pd.DataFrame:
    """Counts images by part, zeros included: columns part, count. Raises ValueError if the dataset is not split."""
    counts = source.split().value_counts().reindex(PARTS, fill_value=0)
    return counts.rename_axis("part").reset_index(name="count")


def symbol_counts(source: Dataset) -> pd.DataFrame:
    """Counts symbols in the labels by part, zeros included: columns symbol, part, count.

    Rows outside all parts are not counted. Symbols are sorted, parts are in their usual order.
    """
    parts = source.split()
    texts = source.frame(["id", "text"]).set_index("id")["text"].loc[parts.index]
    symbols = texts.map(list).explode()
    counts = pd.crosstab(symbols.to_numpy(), parts.loc[symbols.index].to_numpy())
    table = counts.reindex(columns=list(PARTS), fill_value=0)
    table.index.name, table.columns.name = "symbol", "part"
    return (
        table.reset_index()
        .melt(id_vars="symbol", var_name="part", value_name="count")
        .sort_values("symbol", kind="stable", ignore_index=True)
    )
