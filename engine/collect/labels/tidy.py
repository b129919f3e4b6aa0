"""Tidies labels before they are translated: one Unicode form, percent signs, endings of copies, shared beginnings."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from urllib.parse import unquote_to_bytes

from engine.collect.note import Note
from engine.collect.spec import CollectSpec

COPY = re.compile(r"(.+?)(?: ?\(\d{1,3}\)| - (?:Copy|Kopie|Copie|copia|Copia)(?: \(\d+\))?| copy(?: \d+)?)", re.DOTALL)
NUMBERED = re.compile(r"(.+)[_-]\d{1,2}", re.DOTALL)
PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
FROM_NAMES = ("stem", "suffix", "end", "regex", "folder")
FEW_LABELS = 3  # fewer may begin alike by chance
COMMON, VERY_COMMON = 4, 30  # labels of a usual symbol, from where on another sign, or another letter, is rare
SHOWN = 5


def tidier(spec: CollectSpec, labels: Sequence[str]) -> tuple[Callable[[str], str], list[Note]]:
    """Returns the function that tidies a label of the source, and notes on what it does and what it could do.

    labels: all labels of the source. Every label stays exactly as it is unless a note says otherwise.
    """
    distinct = set(labels)
    from_names = spec.label_from in FROM_NAMES
    decode = spec.percent == "auto" and from_names and all_valid(distinct)
    notes = [decoded_note(distinct)] if decode else []
    plain = {percent_decoded(label) for label in distinct} if decode else distinct
    if any(not unicodedata.is_normalized("NFC", label) for label in plain):
        notes.append(nfc_note(plain))
    whole = {unicodedata.normalize("NFC", label) for label in plain}

    def tidy(label: str) -> str:
        text = unicodedata.normalize("NFC", percent_decoded(label) if decode else label)
        text = original(text, whole) if spec.copies == "remove" else text
        shorter = text.removeprefix(spec.remove_start).removesuffix(spec.remove_end)
        return shorter or text

    tidy = cache(tidy)
    counts = Counter(map(tidy, labels))
    if from_names:
        notes += copies_note(set(counts))
    return tidy, [*notes, *affix_notes(list(counts)), *rare_notes(counts)]


def percent_decoded(label: str) -> str:
    """A label with its percent signs decoded."""
    return unquote_to_bytes(label).decode() if "%" in label else label


def all_valid(labels: set[str]) -> bool:
    """Whether some labels have percent signs, and all these are encoded UTF-8."""
    encoded = [label for label in labels if "%" in label]
    try:
        return bool(encoded) and all(
            label.count("%") == len(PERCENT.findall(label)) and percent_decoded(label).isprintable()
            for label in encoded
        )
    except UnicodeDecodeError:
        return False


def decoded_note(labels: set[str]) -> Note:
    """What was decoded."""
    encoded = sorted(label for label in labels if "%" in label)
    shown = ", ".join(f"{label} is {percent_decoded(label)}" for label in encoded[:SHOWN])
    return Note(f"Percent signs in {len(encoded)} labels were decoded ({shown}).", {"percent": "keep"})


def nfc_note(labels: set[str]) -> Note:
    """How many labels were composed."""
    changed = sum(not unicodedata.is_normalized("NFC", label) for label in labels)
    return Note(
        f"{changed} labels were written with separate accents (Unicode NFD) and are stored in the composed form (NFC), "
        "so that equal labels are equal."
    )


def original(label: str, labels: set[str]) -> str:
    """The label without the ending of a copied file; a number only counts as one if the label exists without it."""
    if match := COPY.fullmatch(label):
        return original(match[1], labels)
    match = NUMBERED.fullmatch(label)
    return match[1] if match and match[1] in labels else label


def copies_note(labels: set[str]) -> list[Note]:
    """Offers to remove the endings of copies, if there are any."""
    copies = sorted(label for label in labels if original(label, labels) != label)
    if not copies:
        return []
    shown = ", ".join(map(repr, copies[:SHOWN]))
    return [Note(f"{len(copies)} labels end like the names of copied files ({shown}).", {"copies": "remove"})]


def affix_notes(labels: Sequence[str]) -> list[Note]:
    """Offers to remove a beginning or an end that all labels share."""
    if len(labels) < FEW_LABELS:
        return []
    start = common_start(labels)
    end = common_start([label[::-1] for label in labels])[::-1]
    notes = []
    for affix, where, field, inner in (
        (without_number(start), "begin", "remove_start", [label[len(start) :] for label in labels]),
        (without_number(end[::-1])[::-1], "end", "remove_end", [label[: len(label) - len(end)] for label in labels]),
    ):
        if (len(affix) > 1 or (affix and not affix.isalnum())) and all(inner) and not re.fullmatch(r"\.0+", affix):
            notes.append(Note(f"All {len(labels):,} labels {where} with {affix!r}.", {field: affix}))
    return notes


def common_start(labels: Sequence[str]) -> str:
    """The longest beginning that all labels share."""
    first, last = min(labels), max(labels)
    same = next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    return first[:same]


def without_number(affix: str) -> str:
    """What labels share without the digits at its inner end, which belong to numbers such as 10 to 19."""
    return affix.rstrip("0123456789") if not affix.isdigit() else ""


def rare_notes(counts: Counter[str]) -> list[Note]:
    """Names symbols that occur in a single label while the others are common: often a slip in a name."""
    in_labels = Counter(symbol for label in counts for symbol in set(label))
    images = Counter[str]()
    for label, count in counts.items():
        images.update(dict.fromkeys(set(label), count))
    usual = sorted(in_labels.values())[3 * len(in_labels) // 4] if in_labels else 0
    rare = sorted(
        symbol
        for symbol, count in in_labels.items()
        if count == images[symbol] == 1 and usual >= (VERY_COMMON if symbol.isalnum() else COMMON)
    )
    if not rare or len(rare) > len(in_labels) / 4:
        return []
    where = [next(label for label in counts if symbol in label) for symbol in rare[:SHOWN]]
    shown = ", ".join(f"{symbol!r} in {label!r}" for symbol, label in zip(rare, where, strict=False))
    return [Note(f"Symbols that occur in one label only: {shown}. Correct the label if it is a slip.")]
