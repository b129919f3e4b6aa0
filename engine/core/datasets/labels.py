"""Converts labels, short sequences of symbols, to class numbers and back."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np


def alphabet_of(texts: Iterable[str]) -> str:
    """The distinct symbols of the texts, sorted. A symbol is one Unicode code point."""
    return "".join(sorted(set().union(*texts)))


class Codec(NamedTuple):
    """The mapping between texts and class numbers.

    Class k < len(alphabet) is the symbol alphabet[k]. If `blank` is true, class len(alphabet) means "no symbol" and
    fills the slots that a short text leaves free.
    """

    alphabet: str
    slots: int
    blank: bool

    @property
    def classes(self) -> int:
        """The number of classes that a slot chooses from."""
        return len(self.alphabet) + self.blank

    def encode(self, texts: Iterable[str]) -> np.ndarray:
        """Converts texts to class numbers, int32 (n, slots).

        Raises ValueError for a symbol outside the alphabet, and for a text longer than the slots, or shorter without
        a blank.
        """
        number = {symbol: index for index, symbol in enumerate(self.alphabet)}
        rows = []
        for text in texts:
            self.check(text)
            rows.append([number[symbol] for symbol in text] + [len(self.alphabet)] * (self.slots - len(text)))
        return np.array(rows, np.int32).reshape(-1, self.slots)

    def check(self, text: str) -> None:
        """Raises ValueError with the reason if the text cannot be encoded."""
        foreign = sorted(set(text) - set(self.alphabet))
        if foreign:
            raise ValueError(f"a text must consist of the symbols {self.alphabet!r}; {text!r} has {foreign[0]!r}.")
        if len(text) > self.slots or (len(text) < self.slots and not self.blank):
            length = f"at most {self.slots}" if self.blank else f"exactly {self.slots}"
            raise ValueError(f"a text must have {length} symbols; {text!r} has {len(text)}.")

    def decode(self, classes: np.ndarray) -> list[str]:
        """Converts class numbers (n, slots) to texts. Blanks are dropped."""
        symbols = [*self.alphabet, ""]
        return ["".join(symbols[index] for index in row) for row in classes]


def codec_of(texts: Iterable[str]) -> Codec:
    """The smallest codec for all texts, with a blank only if their lengths differ.

    Raises ValueError if there is no text, or an empty one.
    """
    texts = list(texts)
    if not all(texts) or not texts:
        raise ValueError(
            "every image must have a label of at least one symbol; some have none. Label or remove those images."
        )
    lengths = {len(text) for text in texts}
    return Codec(alphabet_of(texts), max(lengths), blank=len(lengths) > 1)
