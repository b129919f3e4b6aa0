"""From what a label is called in the source to the symbols that it stands for: "plus" is +, 0 may be A."""

import re
from collections.abc import Callable, Iterable
from functools import cache

from engine.collect.labels.symbols import NAMES, expand, pairs
from engine.collect.spec import CollectSpec
from engine.spec import shown

# A label's symbols and "", or None and one sentence why there are none.
Reading = tuple[str | None, str]


def translator(spec: CollectSpec, labels: Iterable[str]) -> Callable[[str], Reading]:
    """The function that turns a label of the source into its symbols; `labels` are all there are.

    Raises ValueError when two symbols are given for one name.
    """
    given, numbered = pairs(spec.symbols), expand(spec.number_symbols)
    different = set(labels)
    # "dot" may also be a word that somebody wrote, so names count where no label is anything else.
    all_named = all(len(label) == 1 or label in given or label.casefold() in NAMES for label in different)
    named = spec.names == "translate" or (spec.names == "auto" and all_named and not numbered)

    def translate(label: str) -> Reading:
        if label in given:
            return given[label], ""
        if numbered:
            return from_number(label, numbered, spec.first_number)
        text = NAMES.get(label.casefold(), label) if named and len(label) > 1 else label
        return {"keep": text, "upper": text.upper(), "lower": text.lower()}[spec.case], ""

    return cache(translate)


def from_number(label: str, symbols: str, first: int) -> Reading:
    """The symbol of a number: with A-Z, 0 (or `first`) is A."""
    if not re.fullmatch(r"[0-9]{1,9}", label):
        return (
            None,
            f"Its label {shown(label)} is no number, as number_symbols asks; name it in symbols.",
        )
    place = int(label) - first
    if not 0 <= place < len(symbols):
        return (
            None,
            f"Its label {label} has no symbol; number_symbols reaches from {first} to {first + len(symbols) - 1}.",
        )
    return symbols[place], ""
