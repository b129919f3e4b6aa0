"""Scores of a model: shares with intervals for whole texts, each symbol, each position and each kind of text."""

from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz.distance import Levenshtein

from engine.core.metrics.baseline import by_place, majority_of_texts
from engine.core.metrics.intervals import clustered, wilson
from engine.core.metrics.kinds import kind_of

FEWEST = 5  # readings of a text or pair of symbols that is ranked
MOST_RANKED = 10
LEAST_SHARE = 1e-6  # of a true symbol, so that its loss is finite


def accuracy_table(right: pd.Series) -> pd.DataFrame:
    """Groups booleans by their index: n, right, accuracy, and the ends low and high of its 95 % Wilson interval."""
    grouped = right.groupby(level=0, sort=True)
    table = pd.DataFrame({"n": grouped.size(), "right": grouped.sum().astype(int)})
    interval = wilson(table["right"].to_numpy(), table["n"].to_numpy())
    return table.assign(accuracy=table["right"] / table["n"], low=interval.low, high=interval.high).reset_index()


def summary(frame: pd.DataFrame, pairs: pd.DataFrame) -> dict[str, Any]:
    """Scores of predictions and their aligned pairs: shares in 0..1 with 95 % intervals, and the character error rate.

    exact_match: whole texts right (Wilson interval). symbol_accuracy: true symbols right in their place; its interval
    is clustered, because symbols of one text fail together. mean_symbol_accuracy: mean of the accuracies of the true
    symbols, each counted alike (of single symbols the balanced accuracy). baseline_exact_match,
    baseline_symbol_accuracy: of always guessing the most frequent text, or symbol of each place. cer: edit distance
    over all texts, divided by the number of true symbols (can exceed 1).
    """
    exact, n = int(frame["correct"].sum()), len(frame)
    symbols = pairs[pairs["true"] != ""]
    right = (symbols["true"] == symbols["read"]).to_numpy()
    distance = sum(map(Levenshtein.distance, frame["text"], frame["predicted"]))
    guess = majority_of_texts(frame["text"])
    exact_ends, symbol_ends = wilson(exact, n), clustered(right, symbols["id"].to_numpy())
    return {
        "n": n,
        "exact_match": exact / n,
        "exact_match_low": float(exact_ends.low),
        "exact_match_high": float(exact_ends.high),
        "baseline_exact_match": guess.text,
        "symbols": len(symbols),
        "symbol_accuracy": float(right.mean()),
        "symbol_accuracy_low": float(symbol_ends.low),
        "symbol_accuracy_high": float(symbol_ends.high),
        "baseline_symbol_accuracy": guess.symbol,
        "mean_symbol_accuracy": float(pd.Series(right).groupby(symbols["true"].to_numpy()).mean().mean()),
        "unique_symbols": int(symbols["true"].nunique()),
        "cer": distance / len(symbols),
    }


def by_symbol(pairs: pd.DataFrame, shares: np.ndarray | None = None) -> pd.DataFrame:
    """Each true symbol, worst first: symbol, n, right, accuracy (recall), low, high, precision, f1, loss.

    shares: the probability of the true symbol of each pair that has one, as from `predictions.ways`; without it there
    is no column loss, the mean of -log(share). Symbols that are read but never true are not listed.
    """
    symbols = pairs[pairs["true"] != ""]
    right = symbols["true"] == symbols["read"]
    table = accuracy_table(right.set_axis(symbols["true"])).rename(columns={"true": "symbol"})
    times_read = table["symbol"].map(pairs["read"].value_counts()).fillna(0)
    precision = table["right"] / times_read.where(times_read > 0)
    total = precision + table["accuracy"]
    table = table.assign(precision=precision, f1=2 * precision * table["accuracy"] / total.where(total > 0))
    if shares is not None:
        loss = pd.Series(-np.log(np.maximum(shares, LEAST_SHARE))).groupby(symbols["true"].to_numpy()).mean()
        table = table.assign(loss=table["symbol"].map(loss))
    return table.sort_values(["accuracy", "symbol"], ignore_index=True)


def macro(table: pd.DataFrame) -> dict[str, float]:
    """Means over symbols, each counted alike, of a table of `by_symbol`; a symbol that is never read has F1 0."""
    names = {"precision": "macro_precision", "accuracy": "macro_recall", "f1": "macro_f1"}
    means = {new: float(table[name].fillna(0).mean()) for name, new in names.items()}
    return means | ({"mean_loss": float(table["loss"].mean())} if "loss" in table else {})


def by_position(frame: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Accuracy per position in the text, from 1: position, n, right, accuracy, low, high, baseline.

    baseline: the accuracy of always guessing the most frequent symbol of the position.
    """
    symbols = pairs[pairs["true"] != ""]
    table = accuracy_table((symbols["true"] == symbols["read"]).set_axis(symbols["position"]))
    at_place = by_place(frame["text"])
    return table.assign(baseline=table["position"].map(at_place["most"] / at_place["n"]))


def by_kind(frame: pd.DataFrame) -> pd.DataFrame:
    """Accuracy of the kinds of texts (`core.metrics.kinds`): kind, n, right, accuracy, low, high."""
    return accuracy_table(frame["correct"].set_axis(frame["text"].map(kind_of).rename("kind")))


def by_part(frame: pd.DataFrame, parts: pd.Series) -> pd.DataFrame:
    """Accuracy of whole texts in each part of a split: part, n, right, accuracy, low, high. parts: by id."""
    return accuracy_table(frame["correct"].set_axis(frame["id"].map(parts).rename("part")))


def by_text(frame: pd.DataFrame) -> pd.DataFrame:
    """The texts that occur often enough, surely worst first: text, n, right, accuracy, low, high."""
    return ranked(accuracy_table(frame["correct"].set_axis(frame["text"])))


def by_pair(pairs: pd.DataFrame) -> pd.DataFrame:
    """Two neighbouring symbols, both read right or not, surely worst first: pair, n, right, accuracy, low, high."""
    symbols = pairs[pairs["true"] != ""]
    right = (symbols["true"] == symbols["read"]).to_numpy()
    ids, true = symbols["id"].to_numpy(), symbols["true"].to_numpy(object)
    neighbours = ids[1:] == ids[:-1]
    both = pd.Series((right[1:] & right[:-1])[neighbours], index=(true[:-1] + true[1:])[neighbours])
    return ranked(accuracy_table(both.rename_axis("pair")))


def ranked(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with enough readings, those first that are bad with most certainty (upper end of the interval)."""
    return table[table["n"] >= FEWEST].sort_values(["high", "low"], kind="stable", ignore_index=True)
