"""A label is a short sequence of symbols; this turns labels into class numbers and back."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np


def alphabet_of(texts: Iterable[str]) -> str:
    """The distinct symbols of the texts, sorted; a symbol is one Unicode code point."""
    return "".join(sorted(set().union(*texts)))


class Codec(NamedTuple):
    """How texts and class numbers belong together.

    Class k < len(alphabet) is the symbol alphabet[k]; the class len(alphabet), where `blank` is true, means
    "no symbol here" and fills the slots that a short text leaves over.
    """

    alphabet: str
    slots: int
    blank: bool

    @property
    def classes(self) -> int:
        """How many classes a slot chooses from."""
        return len(self.alphabet) + self.blank

    def encode(self, texts: Iterable[str]) -> np.ndarray:
        """Texts -> class numbers, int32 (n, slots).

        Raises ValueError for a symbol outside the alphabet, or a text longer, or without blank shorter, than the slots.
        """
        number = {symbol: index for index, symbol in enumerate(self.alphabet)}
        rows = []
        for text in texts:
            self.check(text)
            rows.append([number[symbol] for symbol in text] + [len(self.alphabet)] * (self.slots - len(text)))
        return np.array(rows, np.int32).reshape(-1, self.slots)

    def check(self, text: str) -> None:
        """Raises ValueError, naming the reason, when the text cannot be encoded."""
        foreign = sorted(set(text) - set(self.alphabet))
        if foreign:
            raise ValueError(f"the text {text!r} has the symbol {foreign[0]!r}, which is not in {self.alphabet!r}.")
        if len(text) > self.slots or (len(text) < self.slots and not self.blank):
            wanted = f"at most {self.slots}" if self.blank else f"exactly {self.slots}"
            raise ValueError(f"a text here has {wanted} symbols; {text!r} has {len(text)}.")

    def decode(self, classes: np.ndarray) -> list[str]:
        """Class numbers (n, slots) -> texts; blanks are dropped."""
        symbols = [*self.alphabet, ""]
        return ["".join(symbols[index] for index in row) for row in classes]


def codec_of(texts: Iterable[str]) -> Codec:
    """The smallest codec that holds all texts; with a blank only where their lengths differ.

    Raises ValueError when there is no text, or an empty one.
    """
    texts = list(texts)
    if not all(texts) or not texts:
        raise ValueError("every image needs a label of at least one symbol; some have none.")
    lengths = {len(text) for text in texts}
    return Codec(alphabet_of(texts), max(lengths), blank=len(lengths) > 1)
