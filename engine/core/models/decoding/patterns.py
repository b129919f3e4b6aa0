"""Patterns of texts, such as LLDDD: which symbols may be at which place, with parts that repeat or are optional."""

import re
from collections.abc import Callable
from typing import NamedTuple

MEANINGS: dict[str, Callable[[str], bool]] = {"L": str.isalpha, "D": str.isdigit, "A": str.isalnum, "?": bool}
LONGEST = 200  # characters of a pattern
TOKEN = re.compile(
    r"(?:\\(?P<plain>.)|\[(?P<set>(?:\\.|[^\]\\])+)\]|(?P<other>[^\\\[\]{}]))(?P<times>\{\d+(?:,\d+)?\})?", re.S
)
RULES = (
    "L is a letter, D a digit, A either, ? any symbol, [xyz] one of these, {2} or {1,3} repeats; \\L is the letter L"
)


class Element(NamedTuple):
    """One symbol of a text: which ones are allowed, as positions in the alphabet, and whether it may be left out."""

    allowed: frozenset[int]
    optional: bool


def elements(pattern: str, alphabet: str, longest: int) -> list[Element]:
    """The elements of a pattern for an alphabet, repeats written out.

    Raises ValueError if the pattern cannot be parsed, needs more than `longest` symbols, or has a part that no symbol
    of the alphabet fits.
    """
    if len(pattern) > LONGEST:
        raise ValueError(f"pattern must have at most {LONGEST} characters; got {len(pattern):,}.")
    parsed: list[Element] = []
    place = 0
    while place < len(pattern):
        token = TOKEN.match(pattern, place)
        if not token:
            raise ValueError(f"pattern {pattern!r} cannot be read from character {place + 1} on: {RULES}.")
        allowed = frozenset(index for index, symbol in enumerate(alphabet) if fits(symbol, token))
        if not allowed:
            raise ValueError(f"no symbol of the model fits {token.group()!r} in the pattern; it knows {alphabet!r}.")
        low, high = repeats(token["times"])
        if sum(not part.optional for part in parsed) + low > longest:
            raise ValueError(f"pattern {pattern!r} needs more than the {longest} symbols that the model reads at most.")
        parsed += [Element(allowed, False)] * low + [Element(allowed, True)] * (min(high, longest) - low)
        place = token.end()
    return parsed


def fits(symbol: str, token: re.Match[str]) -> bool:
    """Whether a symbol fits a token of a pattern."""
    if token["plain"]:
        return symbol == token["plain"]
    if token["set"]:
        return symbol in re.sub(r"\\(.)", r"\1", token["set"])
    meaning = MEANINGS.get(token["other"])
    return meaning(symbol) if meaning else symbol == token["other"]


def repeats(times: str | None) -> tuple[int, int]:
    """How often a token occurs at least and at most. Raises ValueError if the range runs from high to low."""
    low, _, high = (times or "{1}").strip("{}").partition(",")
    if int(high or low) < int(low):
        raise ValueError(f"a repeat must run from low to high; got {times}.")
    return int(low), int(high or low)
