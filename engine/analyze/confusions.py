"""Which symbols are confused with which: pairs, the matrix, and the images behind a cell."""

import pandas as pd

from engine.core.metrics.alignment import ANY, aligned

OTHER = "other"


def confusions(frame: pd.DataFrame) -> pd.DataFrame:
    """Wrong pairs, most frequent first: true, read, count, share (of all occurrences of the true symbol).

    true is "" for inserted symbols (their share is of all insertions), read is "" for missed ones.
    """
    pairs = aligned(frame)
    counts = pairs.groupby(["true", "read"]).size().rename("count").reset_index()
    counts["share"] = counts["count"] / counts.groupby("true")["count"].transform("sum")
    wrong = counts[counts["true"] != counts["read"]]
    return wrong.sort_values(["count", "true", "read"], ascending=[False, True, True], ignore_index=True)


def matrix(frame: pd.DataFrame, limit: int = 30) -> pd.DataFrame:
    """The confusion matrix as rows true, read, count, row_share; the symbols with most mistakes come first.

    Symbols beyond the first `limit` are grouped as "other"; "" stands for a missing symbol. Every pair of shown symbols
    has a row, even if the count is 0.
    """
    pairs = aligned(frame)
    shown = by_mistakes(pairs)
    if len(shown) > limit:
        shown = [*shown[: limit - 1], OTHER]
    grouped = pairs[["true", "read"]].where(pairs[["true", "read"]].isin(shown), OTHER)
    all_pairs = pd.MultiIndex.from_product([shown, shown], names=["true", "read"])
    counts = grouped.groupby(["true", "read"]).size().reindex(all_pairs, fill_value=0).rename("count").reset_index()
    row_totals = counts.groupby("true")["count"].transform("sum")
    return counts.assign(row_share=counts["count"] / row_totals.clip(lower=1))


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


def by_mistakes(pairs: pd.DataFrame) -> list[str]:
    """All symbols of aligned pairs, those with most mistakes first."""
    wrong = pairs[pairs["true"] != pairs["read"]]
    mistakes = pd.concat([wrong["true"], wrong["read"]]).value_counts()
    symbols = sorted(set(pairs["true"]) | set(pairs["read"]))
    return sorted(symbols, key=lambda symbol: -int(mistakes.get(symbol, 0)))


def behind(frame: pd.DataFrame, true: str, read: str, limit: int = 30) -> pd.DataFrame:
    """The predictions in which `true` was read as `read`, as counted in `matrix`; most confident first.

    ANY for one of the two stands for every other symbol.
    """
    pairs = aligned(frame)
    shown = set(matrix(frame, limit)["true"])
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
