"""How often each symbol occurs in each part of a split, as a table for a chart."""

import pandas as pd

from engine.core.datasets.info import PARTS


def symbol_counts(texts: pd.Series, parts: pd.Series) -> pd.DataFrame:
    """Columns symbol, part, count: occurrences in the labels, zeros too; both Series are indexed by id.

    Rows that belong to no part are not counted. Symbols are sorted, parts in their order.
    """
    symbols = texts[texts.index.isin(parts.index)].map(list).explode()
    counts = pd.crosstab(symbols.to_numpy(), parts.loc[symbols.index].to_numpy())
    table = counts.reindex(columns=list(PARTS), fill_value=0)
    table.index.name, table.columns.name = "symbol", "part"
    return (
        table.reset_index()
        .melt(id_vars="symbol", var_name="part", value_name="count")
        .sort_values("symbol", kind="stable", ignore_index=True)
    )
