"""Which symbols are confused with which: pairs, the matrix, and the images behind a cell.

All take aligned pairs of symbols, as from `engine.core.metrics.alignment.aligned`.
"""

import numpy as np
import pandas as pd

from engine.core.metrics.alignment import ANY
from engine.core.metrics.intervals import wilson

OTHER = "other"
SHOWN = 30  # symbols of a matrix, unless more are asked for


def confusions(pairs: pd.DataFrame) -> pd.DataFrame:
    """Wrong pairs, most frequent first: true, read, count, share (of all occurrences of the true symbol), low, high.

    true is "" for inserted symbols (their share is of all insertions), read is "" for missed ones. low, high: the ends
    of the share's 95 % Wilson interval.
    """
    counts = counts_of(pairs)
    total = counts.groupby("true")["count"].transform("sum")
    ends = wilson(counts["count"].to_numpy(), total.to_numpy())
    counts = counts.assign(share=counts["count"] / total, low=ends.low, high=ends.high)
    wrong = counts[counts["true"] != counts["read"]]
    return wrong.sort_values(["count", "true", "read"], ascending=[False, True, True], ignore_index=True)


def counts_of(pairs: pd.DataFrame) -> pd.DataFrame:
    """How often each pair occurs: true, read, count."""
    return pairs.groupby(["true", "read"]).size().rename("count").reset_index()


def matrix(pairs: pd.DataFrame, limit: int = SHOWN, alike: bool = False) -> pd.DataFrame:
    """The confusion matrix as rows true, read, count, row_share; the symbols with most mistakes come first.

    Symbols beyond the first `limit` are grouped as "other"; "" stands for a missing symbol. Every pair of shown symbols
    has a row, even if the count is 0. alike: symbols that are confused with one another are neighbours instead.
    """
    every = counts_of(pairs)
    shown = by_mistakes(every)
    if len(shown) > limit:
        shown = [*shown[: limit - 1], OTHER]
    grouped = every[["true", "read"]].where(every[["true", "read"]].isin(shown), OTHER)
    sizes = every["count"].groupby([grouped["true"], grouped["read"]]).sum()
    if alike:
        shown = by_likeness(sizes, shown)
    all_pairs = pd.MultiIndex.from_product([shown, shown], names=["true", "read"])
    counts = sizes.reindex(all_pairs, fill_value=0).rename("count").reset_index()
    row_totals = counts.groupby("true")["count"].transform("sum")
    return counts.assign(row_share=counts["count"] / row_totals.clip(lower=1))


def by_likeness(sizes: pd.Series, shown: list[str]) -> list[str]:
    """Symbols in groups of look-alikes, by average linkage of how often two are confused either way; OTHER is last.

    sizes: the counts of pairs, by true and read.
    """
    from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering  # slow to load, rarely needed
    from scipy.spatial.distance import squareform

    symbols = [symbol for symbol in shown if symbol != OTHER]
    if len(symbols) < 3:
        return shown
    square = sizes.unstack(fill_value=0).reindex(index=symbols, columns=symbols, fill_value=0).to_numpy(float)
    shares = square / np.maximum(square.sum(axis=1, keepdims=True), 1)
    distance = 1 - np.minimum(shares + shares.T, 1)
    np.fill_diagonal(distance, 0)
    condensed = squareform(distance, checks=False)
    order = leaves_list(optimal_leaf_ordering(linkage(condensed, "average"), condensed))
    return [symbols[place] for place in order] + [OTHER] * (OTHER in shown)


def difference(pairs: pd.DataFrame, others: pd.DataFrame, limit: int = SHOWN) -> pd.DataFrame:
    """How much oftener one model than another reads a symbol as another: rows true, read, count, other, change.

    Only confusions that differ, the largest change first; both tables must be of the same images.
    """
    first, second = (confusions(table).set_index(["true", "read"])["count"] for table in (pairs, others))
    both = pd.concat({"count": first, "other": second}, axis=1).fillna(0).astype(int).reset_index()
    both = both.assign(change=both["count"] - both["other"])
    both = both[both["change"] != 0]
    return both.iloc[np.argsort(-both["change"].abs(), kind="stable")].head(limit).reset_index(drop=True)


def filled_cells(table: pd.DataFrame) -> list[tuple[str, str]]:
    """The cells (true, read) of a matrix that are not empty: confusions before what is right, most frequent first."""
    filled = table[table["count"] > 0]
    ranked = filled.assign(right=filled["true"] == filled["read"])
    ranked = ranked.sort_values(["right", "count"], ascending=[True, False], kind="stable")
    return list(zip(ranked["true"], ranked["read"], strict=True))


def with_headers(table: pd.DataFrame) -> list[tuple[str, str]]:
    """All that can be chosen in a matrix: its filled cells, then the mistakes of each row and of each column."""
    wrong = table[(table["count"] > 0) & (table["true"] != table["read"])]
    rows = [(symbol, ANY) for symbol in dict.fromkeys(wrong["true"])]
    columns = [(ANY, symbol) for symbol in dict.fromkeys(wrong["read"])]
    return [*filled_cells(table), *rows, *columns]


def by_mistakes(counts: pd.DataFrame) -> list[str]:
    """All symbols of a table as from `counts_of`, those with most mistakes first."""
    wrong = counts[counts["true"] != counts["read"]]
    sums = [wrong.groupby(side)["count"].sum() for side in ("true", "read")]
    mistakes = sums[0].add(sums[1], fill_value=0)
    symbols = sorted(set(counts["true"]) | set(counts["read"]))
    return sorted(symbols, key=lambda symbol: -int(mistakes.get(symbol, 0)))


def behind(frame: pd.DataFrame, pairs: pd.DataFrame, true: str, read: str, limit: int = SHOWN) -> pd.DataFrame:
    """The predictions in which `true` was read as `read`, as counted in `matrix`; most confident first.

    ANY for one of the two stands for every other symbol.
    """
    grouped = pairs
    if OTHER in (true, read):
        shown = by_mistakes(counts_of(pairs))[: limit - 1]
        grouped = pairs[["true", "read"]].where(pairs[["true", "read"]].isin(shown), OTHER)
    predictions = frame[frame["id"].isin(pairs.loc[in_cell(grouped, true, read), "id"])]
    return predictions.sort_values("confidence", ascending=False, ignore_index=True)


def in_cell(pairs: pd.DataFrame, true: str, read: str) -> pd.Series:
    """Which rows of a table of true and read symbols belong to a cell; with ANY, to the mistakes of a row or column."""
    if true == ANY:
        return (pairs["read"] == read) & (pairs["true"] != read)
    if read == ANY:
        return (pairs["true"] == true) & (pairs["read"] != true)
    return (pairs["true"] == true) & (pairs["read"] == read)
