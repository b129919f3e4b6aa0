"""Explains labels whose kind or alphabet may surprise, with the options that change it."""

import re
from collections import Counter
from itertools import chain

from engine.collect.labels.symbols import NAMES
from engine.collect.note import Note
from engine.collect.spec import CollectSpec

# Symbols for classes that are no writing; any symbol does, as long as each class has its own.
CLASS_SYMBOLS = {
    "space": "␣", "blank": "␣", "del": "⌫", "delete": "⌫", "backspace": "⌫", "nothing": "∅", "none": "∅", "empty": "∅",
    "background": "∅", "unknown": "�", "enter": "⏎", "circle": "○", "square": "□", "triangle": "△", "star": "☆",
    "heart": "♡", "line": "―", "arrow": "→", "sun": "☼", "cloud": "☁", "check": "✓", "cross": "✗",
}  # fmt: skip
FURTHER = range(ord("①"), ord("⑳") + 1), range(ord("Ⓐ"), ord("ⓩ") + 1)
ALPHABETS = {26: "A-Z", 36: "0-9A-Z", 47: "0-9A-Zabdefghnqrt", 52: "A-Za-z", 62: "0-9A-Za-z"}  # by number of classes
ENOUGH = 3  # images for each label, on average, from where on labels are classes rather than texts
OWN = 0.9  # share of images with a label of their own that calls for a sentence
MOST_CLASSES = 40  # whose symbols are proposed one by one
SHOWN = 8


def kind_notes(counts: Counter[str], spec: CollectSpec, title: str = "") -> list[Note]:
    """Notes on the labels of a dataset, counted. title: the names of its sources."""
    if notes := apart(counts):
        return notes
    notes = decimals(counts)
    if "emnist" in title.lower() and spec.label_from == "table" and not spec.transpose:
        notes.append(Note("EMNIST stores its images with rows and columns swapped.", {"transpose": True}))
    longer = [label for label in sorted(counts) if len(label) > 1]
    if not longer or spec.kind == "text" or notes[:1] == decimals(counts) != []:
        return notes
    if all(re.fullmatch("[0-9]{1,4}", label) for label in counts):
        return notes + numbers(counts, spec)
    single = len(counts) - len(longer)
    repeated = counts.total() >= ENOUGH * len(counts) and len(counts) <= 200
    if repeated and not spec.number_symbols and (single or all(re.fullmatch(r"\D+", label) for label in longer)):
        notes.append(words(counts, longer))
    return notes


def apart(counts: Counter[str]) -> list[Note]:
    """Notes that nearly every image has a label of its own, if few labels would remain without a number at the end."""
    images = counts.total()
    numbered = [re.fullmatch(r"(.*?)([-_ .]?)\d+", label, re.DOTALL) for label in counts]
    parts = [match.groups() for match in numbered if match]
    classes = Counter(name for name, _ in parts)
    if len(counts) < OWN * images or len(parts) < OWN * len(counts) or not 2 <= len(classes) <= len(parts) / ENOUGH:
        return []
    shown = ", ".join(map(repr, list(classes)[:SHOWN])) + (", ..." if len(classes) > SHOWN else "")
    separators = {separator for _, separator in parts}
    sentence = (
        f"Nearly every image has a label of its own ({len(counts):,} labels in {images:,} images). Without the number "
        f"at their end there are {len(classes):,}: {shown}."
    )
    if len(separators) == 1 and separators != {""}:
        return [Note(sentence, {"label_from": "suffix", "separator": separators.pop()})]
    names = "" not in classes and len(classes) <= MOST_CLASSES  # others are texts that end in digits, such as plates
    return [Note(f"{sentence} If these are the labels, choose a pattern.")] if names else []


def decimals(counts: Counter[str]) -> list[Note]:
    """Notes that whole numbers are written as decimals."""
    if len(counts) > 1 and all(re.fullmatch(r"\d+\.0+", label) for label in counts):
        end = min(counts, key=len).partition(".")[2]
        shown = ", ".join(sorted(counts, key=float)[:3])
        return [Note(f"The labels {shown}, ... are whole numbers written as decimals.", {"remove_end": f".{end}"})]
    return []


def numbers(counts: Counter[str], spec: CollectSpec) -> list[Note]:
    """Notes that labels are the numbers of classes rather than texts, if they are few, dense and repeated."""
    values = sorted(map(int, counts))
    dense = len(values) >= 0.9 * (values[-1] - values[0] + 1)
    unpadded = all(str(int(label)) == label for label in counts)
    if not dense or not unpadded or values[0] > 1 or counts.total() < ENOUGH * len(values):
        return []
    sentence = f"The labels are the numbers {values[0]} to {values[-1]}, so this is a text dataset of digits."
    symbols = ALPHABETS.get(values[-1] - values[0] + 1)
    if not symbols:
        return [Note(f"{sentence} If they stand for classes, give their symbols in --number-symbols.")]
    first = {"first_number": values[0]} if values[0] else {}
    return [
        Note(
            f"{sentence} They may stand for {symbols}, in this or another order.", {"number_symbols": symbols, **first}
        )
    ]


def words(counts: Counter[str], longer: list[str]) -> Note:
    """Notes that some classes have names of several symbols."""
    shown = ", ".join(longer[:SHOWN]) + (", ..." if len(longer) > SHOWN else "")
    sentence = f"{len(longer)} of {len(counts)} labels have several symbols ({shown}), so this is a text dataset."
    if len(longer) > MOST_CLASSES:
        return Note(f"{sentence} If they are classes, give each one symbol in --symbols.")
    return Note(f"{sentence} One symbol for each makes it a class dataset.", {"symbols": proposals(counts, longer)})


def proposals(counts: Counter[str], longer: list[str]) -> tuple[str, ...]:
    """A symbol for each of these labels that no other label has, written name=symbol."""
    taken = {label for label in counts if len(label) == 1}
    pairs = []
    for label in longer:
        name = label.casefold().lstrip("\\")
        free = (symbol for symbol in chain.from_iterable(FURTHER) if chr(symbol) not in taken)
        symbol = CLASS_SYMBOLS.get(name) or NAMES.get(name) or chr(next(free))
        if symbol in taken:
            symbol = chr(next(free))
        taken.add(symbol)
        pairs.append(f"{label}={symbol}")
    return tuple(pairs)
