"""Aligns the symbols of predicted texts with those of the true texts."""

import numpy as np
import pandas as pd
from rapidfuzz.distance import Levenshtein

ANY = "any"  # in place of a symbol: every other one
COLUMNS = ["id", "position", "true", "read"]


def aligned(frame: pd.DataFrame) -> pd.DataFrame:
    """Aligns all texts: one row per pair of symbols, columns id, position (from 1), true, read.

    Texts of equal length are compared position by position, others by the fewest insertions, deletions and
    replacements (Levenshtein 1966). true is "" for an inserted symbol, read is "" for a missed one.
    """
    lengths = frame["text"].str.len().to_numpy()
    equal = lengths == frame["predicted"].str.len().to_numpy()
    rows = [
        (number, at, *pair)
        for number, at, text, predicted in zip(
            np.flatnonzero(~equal), frame["id"][~equal], frame["text"][~equal], frame["predicted"][~equal], strict=True
        )
        for pair in pairs(text, predicted)
    ]
    beside = side_by_side(frame[equal], np.flatnonzero(equal))
    if not rows:
        return beside[COLUMNS]
    together = pd.concat([beside, pd.DataFrame(rows, columns=["row", *COLUMNS])])
    return together.sort_values("row", kind="stable", ignore_index=True)[COLUMNS]


def side_by_side(frame: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    """The pairs of symbols of texts as long as what was read: columns row (as given) and those of `aligned`."""
    lengths = frame["text"].str.len().to_numpy(np.int64)
    return pd.DataFrame(
        {
            "row": np.repeat(rows, lengths),
            "id": np.repeat(frame["id"].to_numpy(), lengths),
            "position": positions(frame["text"]),
            "true": symbols(frame["text"]),
            "read": symbols(frame["predicted"]),
        }
    )


def positions(texts: pd.Series) -> np.ndarray:
    """The position of each symbol of all texts in its own, from 1, one text after the other."""
    lengths = texts.str.len().to_numpy(np.int64)
    return np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths) + 1


def symbols(texts: pd.Series) -> np.ndarray:
    """The symbols of all texts, one after the other, as an array of str."""
    return np.array(list("".join(texts.tolist())), object)


def pairs(text: str, predicted: str) -> list[tuple[int, str, str]]:
    """Pairs (position from 1, true symbol, read symbol) of one prediction; "" for an inserted or missed symbol."""
    if len(text) == len(predicted):
        return [(place, *both) for place, both in enumerate(zip(text, predicted, strict=True), start=1)]
    aligned_pairs = []
    for step in Levenshtein.opcodes(text, predicted):
        true, read = text[step.src_start : step.src_end], predicted[step.dest_start : step.dest_end]
        for offset in range(max(len(true), len(read))):
            place = min(step.src_start + offset + 1, max(len(text), 1))
            aligned_pairs.append((place, true[offset : offset + 1], read[offset : offset + 1]))
    return aligned_pairs
