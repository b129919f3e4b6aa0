"""Scores of a model: shares with intervals for whole texts, each symbol and each position."""

from typing import Any

import pandas as pd
from rapidfuzz.distance import Levenshtein

from engine.core.metrics.alignment import aligned
from engine.core.metrics.baseline import by_place, majority_of_texts
from engine.core.metrics.intervals import wilson


def accuracy_table(right: pd.Series) -> pd.DataFrame:
    """Groups booleans by their index: n, right, accuracy, and the ends low and high of its 95 % Wilson interval."""
    grouped = right.groupby(level=0, sort=True)
    table = pd.DataFrame({"n": grouped.size(), "right": grouped.sum().astype(int)})
    interval = wilson(table["right"].to_numpy(), table["n"].to_numpy())
    return table.assign(accuracy=table["right"] / table["n"], low=interval.low, high=interval.high).reset_index()


def summary(frame: pd.DataFrame) -> dict[str, Any]:
    """Scores of predictions: shares in 0..1 with 95 % Wilson intervals, and the character error rate.

    exact_match: whole texts right. symbol_accuracy: true symbols right in their place; its interval treats symbols as
    independent. mean_symbol_accuracy: mean of the accuracies of the true symbols, each counted alike (of single
    symbols the balanced accuracy). baseline_exact_match, baseline_symbol_accuracy: of always guessing the most frequent
    text, or symbol of each place. cer: edit distance over all texts, divided by the number of true symbols (can exceed
    1).
    """
    exact, n = int(frame["correct"].sum()), len(frame)
    symbols = aligned(frame).query("true != ''")
    right = int((symbols["true"] == symbols["read"]).sum())
    distance = sum(map(Levenshtein.distance, frame["text"], frame["predicted"]))
    guess = majority_of_texts(frame["text"])
    exact_ends, symbol_ends = wilson(exact, n), wilson(right, len(symbols))
    return {
        "n": n,
        "exact_match": exact / n,
        "exact_match_low": float(exact_ends.low),
        "exact_match_high": float(exact_ends.high),
        "baseline_exact_match": guess.text,
        "symbols": len(symbols),
        "symbol_accuracy": right / len(symbols),
        "symbol_accuracy_low": float(symbol_ends.low),
        "symbol_accuracy_high": float(symbol_ends.high),
        "baseline_symbol_accuracy": guess.symbol,
        "mean_symbol_accuracy": float((symbols["true"] == symbols["read"]).groupby(symbols["true"]).mean().mean()),
        "unique_symbols": int(symbols["true"].nunique()),
        "cer": distance / len(symbols),
    }


def by_symbol(frame: pd.DataFrame) -> pd.DataFrame:
    """Accuracy per true symbol, worst first: symbol, n, right, accuracy, low, high."""
    symbols = aligned(frame).query("true != ''")
    right = (symbols["true"] == symbols["read"]).set_axis(symbols["true"])
    return accuracy_table(right).rename(columns={"true": "symbol"}).sort_values(["accuracy", "symbol"])


def by_position(frame: pd.DataFrame) -> pd.DataFrame:
    """Accuracy per position in the text, from 1: position, n, right, accuracy, low, high, baseline.

    baseline: the accuracy of always guessing the most frequent symbol of the position.
    """
    symbols = aligned(frame).query("true != ''")
    table = accuracy_table((symbols["true"] == symbols["read"]).set_axis(symbols["position"]))
    at_place = by_place(frame["text"])
    return table.assign(baseline=table["position"].map(at_place["most"] / at_place["n"]))
