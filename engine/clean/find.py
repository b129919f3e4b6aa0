"""Findings: what is odd in a dataset, as a table of rows with the reason for each."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd

from engine.clean.spec import CleanSpec
from engine.core.datasets.signatures import near
from engine.imaging.perceptual_hash import Signature

COLUMNS = ["id", "finding", "like", "note"]
Finding = tuple[int, str, int, str]
NOBODY = -1


def find(frame: pd.DataFrame, signatures: list[Signature], spec: CleanSpec) -> pd.DataFrame:
    """All findings on rows with the columns id, text, image, width and height, in that order of ids.

    Returns the columns id, finding, like (the id of the other row, or -1) and note, a sentence; sorted by finding and
    id. A row may have several.
    """
    findings = [*of_looks(signatures, spec), *of_copies(frame), *of_near(frame, signatures, spec)]
    findings += [*of_sizes(frame, spec), *of_lengths(frame), *of_symbols(frame, spec)]
    table = pd.DataFrame(findings, columns=COLUMNS)
    return table.sort_values(["finding", "id"], kind="stable", ignore_index=True)


def of_looks(signatures: list[Signature], spec: CleanSpec) -> Iterator[Finding]:
    """What cannot be read, and what is blank."""
    for row, signature in enumerate(signatures):
        if signature.reason:
            yield row, "unreadable", NOBODY, signature.reason
        elif signature.contrast <= spec.blank:
            yield row, "blank", NOBODY, f"Its lightest and darkest value differ by {signature.contrast}."


def of_copies(frame: pd.DataFrame) -> Iterator[Finding]:
    """Rows with the image of an earlier one, and images with two labels."""
    several = frame[frame["picture"].duplicated(keep=False)]
    for _, rows in several.groupby("picture", sort=False):
        labels = rows["text"].unique()
        firsts = rows.drop_duplicates("text").set_index("text")["id"]
        for row, text in zip(rows["id"].tolist(), rows["text"], strict=True):
            if len(labels) > 1:
                other = next(label for label in labels if label != text)
                yield (
                    row,
                    "conflict",
                    int(firsts[other]),
                    f"Image {firsts[other]} is the same, labelled {other[:60]!r}.",
                )
            if row != firsts[text]:
                yield row, "duplicate", int(firsts[text]), f"Image {firsts[text]} is the same."


def of_near(frame: pd.DataFrame, seen: list[Signature], spec: CleanSpec) -> Iterator[Finding]:
    """Rows that are nearly the same as an earlier one, but not quite; blank ones are nearly the same anyhow."""
    pictures = frame.set_index("id")["picture"]
    pairs = [group.ids for group in near(frame, seen, spec.near, spec.blank, conflicts=True)]
    if not pairs:
        return
    table = pd.DataFrame(np.concatenate(pairs), columns=["earlier", "later"])
    earlier = table.groupby("later")["earlier"].min()
    texts, first = frame.set_index("id")["text"], pictures.drop_duplicates().reset_index().set_index("picture")["id"]
    like = pictures.map(first).map(earlier).dropna().astype(int)  # a copy is as near as what it is a copy of
    for row, other in zip(like.index.tolist(), like.tolist(), strict=True):
        labels = "" if texts[row] == texts[other] else f", but labelled {texts[other][:60]!r}"
        yield row, "near", other, f"Image {other} is nearly the same{labels}."


def of_sizes(frame: pd.DataFrame, spec: CleanSpec) -> Iterator[Finding]:
    """Pictures whose width or height is far from the middle."""
    for side in ("width", "height"):
        middle = float(frame[side].median())
        odd = frame[(frame[side] * spec.size < middle) | (frame[side] > middle * spec.size)]
        for row, value in zip(odd["id"].tolist(), odd[side].tolist(), strict=True):
            yield row, "size", NOBODY, f"Its {side} is {value} px; the middle one is {middle:g} px."


def of_lengths(frame: pd.DataFrame) -> Iterator[Finding]:
    """Labels outside the quartiles by more than three times their distance (J. Tukey's far out), at least 3 symbols."""
    lengths = frame["text"].str.len()
    low, high = lengths.quantile([0.25, 0.75])
    reach = 3 * max(high - low, 1)
    odd = (lengths < low - reach) | (lengths > high + reach)
    for row, length in zip(frame.loc[odd, "id"].tolist(), lengths[odd].tolist(), strict=True):
        yield row, "length", NOBODY, f"Its label has {length} symbols; most have {low:g} to {high:g}."


def of_symbols(frame: pd.DataFrame, spec: CleanSpec) -> Iterator[Finding]:
    """Labels with a symbol that is seen fewer times than asked for."""
    counts = Counter(symbol for text in frame["text"] for symbol in text)
    rare = {symbol for symbol, count in counts.items() if count < spec.rare}
    for row, text in zip(frame["id"].tolist(), frame["text"], strict=True):
        for symbol in sorted(rare.intersection(text)):
            yield row, "rare", NOBODY, f"The symbol {symbol!r} is seen {counts[symbol]} times."
