"""Which symbol of a predicted text stands for which symbol of the true one."""

import pandas as pd
from rapidfuzz.distance import Levenshtein


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
