"""Readings in, tables out: scores, accuracy per symbol and position, confusions, samples. Nothing here draws."""

from typing import Any, Literal

import pandas as pd
from rapidfuzz.distance import Levenshtein

from engine.scores import wilson

OTHER = "other"


def aligned(frame: pd.DataFrame) -> pd.DataFrame:
    """Which symbol was read as which: one row per pair, columns id, position (from 1), true, read.

    Texts of equal length are compared place by place; others by the fewest insertions, deletions and
    replacements (Levenshtein 1966). true is "" where a symbol was invented, read is "" where one was missed.
    """
    rows = [
        (number, position, true, read)
        for number, text, predicted in zip(frame["id"], frame["text"], frame["predicted"], strict=True)
        for position, true, read in pairs(text, predicted)
    ]
    return pd.DataFrame(rows, columns=["id", "position", "true", "read"])


def pairs(text: str, predicted: str) -> list[tuple[int, str, str]]:
    """(position in the text from 1, true symbol, read symbol) for one reading; "" where there is none."""
    if len(text) == len(predicted):
        return [(place, *both) for place, both in enumerate(zip(text, predicted, strict=True), start=1)]
    found = []
    for step in Levenshtein.opcodes(text, predicted):
        true, read = text[step.src_start : step.src_end], predicted[step.dest_start : step.dest_end]
        for offset in range(max(len(true), len(read))):
            place = min(step.src_start + offset + 1, max(len(text), 1))
            found.append((place, true[offset : offset + 1], read[offset : offset + 1]))
    return found


def accuracy_table(right: pd.Series) -> pd.DataFrame:
    """Booleans grouped by their index: n, right, accuracy with the ends low and high of its 95 % Wilson interval."""
    grouped = right.groupby(level=0, sort=True)
    table = pd.DataFrame({"n": grouped.size(), "right": grouped.sum().astype(int)})
    ends = wilson(table["right"].to_numpy(), table["n"].to_numpy())
    return table.assign(accuracy=table["right"] / table["n"], low=ends.low, high=ends.high).reset_index()


def summary(frame: pd.DataFrame) -> dict[str, Any]:
    """Scores of readings: shares in 0..1 with 95 % Wilson intervals, and the character error rate.

    exact_match: whole texts right. symbol_accuracy: true symbols read right in their place; its interval takes symbols
    as independent. cer: edit distance over all texts, divided by the number of true symbols (can exceed 1).
    """
    exact, n = int(frame["correct"].sum()), len(frame)
    symbols = aligned(frame).query("true != ''")
    right = int((symbols["true"] == symbols["read"]).sum())
    distance = sum(map(Levenshtein.distance, frame["text"], frame["predicted"]))
    exact_ends, symbol_ends = wilson(exact, n), wilson(right, len(symbols))
    return {
        "n": n,
        "exact_match": exact / n,
        "exact_match_low": float(exact_ends.low),
        "exact_match_high": float(exact_ends.high),
        "symbols": len(symbols),
        "symbol_accuracy": right / len(symbols),
        "symbol_accuracy_low": float(symbol_ends.low),
        "symbol_accuracy_high": float(symbol_ends.high),
        "cer": distance / len(symbols),
    }


def by_symbol(frame: pd.DataFrame) -> pd.DataFrame:
    """Accuracy per true symbol, worst first: symbol, n, right, accuracy, low, high."""
    symbols = aligned(frame).query("true != ''")
    right = (symbols["true"] == symbols["read"]).set_axis(symbols["true"])
    return accuracy_table(right).rename(columns={"true": "symbol"}).sort_values(["accuracy", "symbol"])


def by_position(frame: pd.DataFrame) -> pd.DataFrame:
    """Accuracy per place in the text, from 1: position, n, right, accuracy, low, high."""
    symbols = aligned(frame).query("true != ''")
    return accuracy_table((symbols["true"] == symbols["read"]).set_axis(symbols["position"]))


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


def samples(frame: pd.DataFrame, how: Literal["worst", "best", "random"], n: int, seed: int = 0) -> pd.DataFrame:
    """n readings: "worst" are wrong ones that the model was surest of, "best" right ones, "random" any."""
    if how == "random":
        return frame.sample(min(n, len(frame)), random_state=seed)
    chosen = frame[frame["correct"] == (how == "best")]
    return chosen.sort_values(["confidence", "id"], ascending=[False, True]).head(n)
