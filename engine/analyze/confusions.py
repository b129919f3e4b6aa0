"""Which symbols are read as which: pairs, the matrix, and the images behind a cell."""

import pandas as pd

from engine.core.metrics.alignment import aligned

OTHER = "other"


def confusions(frame: pd.DataFrame) -> pd.DataFrame:
    """Wrong pairs, most frequent first: true, read, count, share (of all times the true symbol was shown).

    true is "" for invented symbols (their share is of all invented ones), read is "" for missed ones.
    """
    both = aligned(frame)
    counts = both.groupby(["true", "read"]).size().rename("count").reset_index()
    counts["share"] = counts["count"] / counts.groupby("true")["count"].transform("sum")
    wrong = counts[counts["true"] != counts["read"]]
    return wrong.sort_values(["count", "true", "read"], ascending=[False, True, True], ignore_index=True)


def matrix(frame: pd.DataFrame, most: int = 30) -> pd.DataFrame:
    """The confusion matrix as rows true, read, count, row_share, for the symbols in most mistakes, those first.

    Symbols beyond the first `most` are summed up as "other"; "" stands for a missing symbol. Every pair of shown
    symbols has a row, also where the count is 0.
    """
    both = aligned(frame)
    shown = troubled(both)
    if len(shown) > most:
        shown = [*shown[: most - 1], OTHER]
    folded = both[["true", "read"]].where(both[["true", "read"]].isin(shown), OTHER)
    every = pd.MultiIndex.from_product([shown, shown], names=["true", "read"])
    counts = folded.groupby(["true", "read"]).size().reindex(every, fill_value=0).rename("count").reset_index()
    rows = counts.groupby("true")["count"].transform("sum")
    return counts.assign(row_share=counts["count"] / rows.clip(lower=1))


def troubled(both: pd.DataFrame) -> list[str]:
    """All symbols of aligned pairs, those in most mistakes first."""
    wrong = both[both["true"] != both["read"]]
    mistakes = pd.concat([wrong["true"], wrong["read"]]).value_counts()
    symbols = sorted(set(both["true"]) | set(both["read"]))
    return sorted(symbols, key=lambda symbol: -int(mistakes.get(symbol, 0)))


def behind(frame: pd.DataFrame, true: str, read: str, most: int = 30) -> pd.DataFrame:
    """The readings in which `true` was read as `read`, as a cell of `matrix` counts them; least sure last."""
    both = aligned(frame)
    shown = set(matrix(frame, most)["true"])
    folded = both[["true", "read"]].where(both[["true", "read"]].isin(shown), OTHER)
    hit = (folded["true"] == true) & (folded["read"] == read)
    inside = frame[frame["id"].isin(both.loc[hit, "id"])]
    return inside.sort_values("confidence", ascending=False, ignore_index=True)
