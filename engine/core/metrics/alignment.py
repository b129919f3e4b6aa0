"""Aligns the symbols of predicted texts with those of the true texts."""

import pandas as pd
from rapidfuzz.distance import Levenshtein

ANY = "any"  # in place of a symbol: every other one


def aligned(frame: pd.DataFrame) -> pd.DataFrame:
    """Aligns all texts: one row per pair of symbols, columns id, position (from 1), true, read.

    Texts of equal length are compared position by position, others by the fewest insertions, deletions and
    replacements (Levenshtein 1966). true is "" for an inserted symbol, read is "" for a missed one.
    """
    rows = [
        (number, position, true, read)
        for number, text, predicted in zip(frame["id"], frame["text"], frame["predicted"], strict=True)
        for position, true, read in pairs(text, predicted)
    ]
    return pd.DataFrame(rows, columns=["id", "position", "true", "read"])


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
