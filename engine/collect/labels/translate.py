"""Translates labels of the source to the symbols they stand for: "plus" to +, 0 to A."""

import re
from collections.abc import Callable, Iterable
from functools import cache

from engine.collect.labels.symbols import NAMES, expand, pairs
from engine.collect.spec import CollectSpec
from engine.spec import shown

# The symbols of a label and "", or None and one sentence why there are none.
Translation = tuple[str | None, str]


def translator(spec: CollectSpec, labels: Iterable[str]) -> Callable[[str], Translation]:
    """Returns the function that translates a label of the source. `labels` are all labels of the source.

    Raises ValueError if one name has two symbols.
    """
    given, numbered = pairs(spec.symbols), expand(spec.number_symbols)
    # "dot" may also be a handwritten word, so names are replaced only if every label is a symbol or a name.
    all_named = all(len(label) == 1 or label in given or label.casefold() in NAMES for label in set(labels))
    named = spec.names == "translate" or (spec.names == "auto" and all_named and not numbered)

    def translate(label: str) -> Translation:
        if label in given:
            return given[label], ""
        if numbered:
            return from_number(label, numbered, spec.first_number)
        text = NAMES.get(label.casefold(), label) if named and len(label) > 1 else label
        return {"keep": text, "upper": text.upper(), "lower": text.lower()}[spec.case], ""

    return cache(translate)


def from_number(label: str, symbols: str, first: int) -> Translation:
    """Translates a number to its symbol: with A-Z, `first` (usually 0) becomes A."""
    if not re.fullmatch(r"[0-9]{1,9}", label):
        return (
            None,
            f"Its label {shown(label)} is not a number, which number_symbols requires; give it a symbol in symbols.",
        )
    place = int(label) - first
    if not 0 <= place < len(symbols):
        last = first + len(symbols) - 1
        return None, f"Its label {label} has no symbol; number_symbols reaches from {first} to {last}. Extend it."
    return symbols[place], ""
