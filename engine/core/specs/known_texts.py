"""Knobs for what is known about texts before they are read, shared by the stages that read."""

from functools import partial
from pathlib import Path

from engine.core.models.decoding.constraint import Constraint
from engine.core.storage.files import read_bytes
from engine.core.storage.lists import decoded
from engine.spec import Span, knob

known = partial(knob, group="What is known about the texts")

SYMBOLS = partial(
    known, "", "The symbols that a text may have. Empty allows all that the model knows.", label="Allowed symbols"
)
LENGTH = partial(
    known,
    Span(0, 0),
    "The number of symbols of a text, or a range such as 4-6. 0 allows every length that the model reads.",
    low=0,
    high=1000,
    unit="symbols",
    label="Text length",
)
PATTERN = partial(
    known,
    "",
    "The pattern of a text, such as LLDDD: L is a letter, D a digit, A either, ? any symbol, [xyz] one of these, {2} "
    "or {1,3} repeats the symbol before it; anything else is itself.",
    label="Text pattern",
)
WORDS = partial(known, "", "A file with all possible texts, one on each line.", names="file", label="Word list")


def constraint_of(symbols: str, length: Span, pattern: str) -> Constraint:
    """What is known about texts, except for the words of a file."""
    return Constraint(symbols, length if any(length) else None, pattern)


def words_of(path: str) -> tuple[str, ...]:
    """The words of a file, one on each line; none for "". Raises FileNotFoundError or ValueError."""
    if not path:
        return ()
    if not Path(path).is_file():
        raise FileNotFoundError(f"there is no file {path!r}; give the path of a word list, one word on each line.")
    words = tuple(filter(None, map(str.strip, decoded(path, read_bytes(Path(path))).splitlines())))
    if not words:
        raise ValueError(f"the word list {path!r} is empty; write one possible text on each line.")
    return words
