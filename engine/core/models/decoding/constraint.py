"""What is known about a text before it is read, as an automaton over the symbols of a model."""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from engine.core.models.decoding.patterns import Element, elements
from engine.spec import Span


class Constraint(NamedTuple):
    """What a text must be: of these symbols ("" for all), of a length, of a pattern, among these words (or of any)."""

    symbols: str = ""
    length: Span | None = None
    pattern: str = ""
    words: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is known."""
        return any(self)

    @property
    def key(self) -> str:
        """A short name of what is known, for files: "all" for nothing, else 16 hexadecimal digits."""
        parts = ["".join(sorted(set(self.symbols))), str(self.length or ""), self.pattern, *sorted(set(self.words))]
        return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:16] if self else "all"


ANY = Constraint()


class Edge(NamedTuple):
    """A step of the automaton: from a state to one of the next layer, by any of these symbols (positions)."""

    source: int
    target: int
    symbols: np.ndarray


class Automaton(NamedTuple):
    """The possible texts. After k symbols it is in a state of layer k; layer 0 has one.

    edges[k]: the steps from layer k to k + 1. accepting[k]: bool (states of layer k), where a text may end. Each text
    has one way at most, and every state leads to an end.
    """

    edges: list[list[Edge]]
    accepting: list[np.ndarray]


Possible = Automaton | np.ndarray  # the possible texts: those on its ways, or the words of a table


def possible_texts(constraint: Constraint, alphabet: str, longest: int, shortest: int = 0) -> Possible:
    """The texts of `shortest` to `longest` symbols that a constraint allows, ready to be searched.

    Raises ValueError, with a sentence, if there is none.
    """
    search = possible_words if constraint.words else automaton
    return search(constraint, alphabet, longest, shortest)


def automaton(constraint: Constraint, alphabet: str, longest: int, shortest: int) -> Automaton:
    """The automaton of a constraint without words, for texts of `shortest` to `longest` symbols.

    Raises ValueError, with a sentence, if no text is possible.
    """
    low, high = constraint.length or (shortest, longest)
    allowed = allowed_symbols(constraint.symbols, alphabet)
    parts = elements(constraint.pattern, alphabet, longest) if constraint.pattern else None
    low, high = max(int(low), shortest), min(int(high), longest)
    states: list[dict[frozenset[int], int]] = [{frozenset([0]): 0}]
    edges: list[list[Edge]] = []
    for _ in range(high):
        following: dict[frozenset[int], int] = {}
        edges.append(list(steps(states[-1], following, parts, allowed)))
        states.append(following)
    accepting = [
        np.array([low <= count <= high and ends(state, parts) for state in layer], bool)
        for count, layer in enumerate(states)
    ]
    if not any(layer.any() for layer in accepting):
        raise ValueError(
            f"no text is possible: {in_words(constraint)} does not fit a model that reads {lengths(shortest, longest)} "
            f"of {alphabet!r}. Allow more symbols or other lengths."
        )
    return pruned(edges, accepting)


def allowed_symbols(symbols: str, alphabet: str) -> frozenset[int]:
    """The positions of the allowed symbols. Raises ValueError for one that the model does not know."""
    foreign = sorted(set(symbols) - set(alphabet))
    if foreign:
        raise ValueError(f"the model does not know the symbol {foreign[0]!r}; it knows {alphabet!r}.")
    return frozenset(alphabet.index(symbol) for symbol in symbols or alphabet)


def steps(
    layer: dict[frozenset[int], int],
    following: dict[frozenset[int], int],
    parts: list[Element] | None,
    allowed: frozenset[int],
) -> Iterable[Edge]:
    """The edges that leave a layer; the states that they reach are added to `following`.

    A state is the set of places in the pattern that may come next.
    """
    for state, source in layer.items():
        reached = {symbol: after(state, symbol, parts) for symbol in sorted(allowed)}
        by_target = sorted(reached, key=lambda symbol: sorted(reached[symbol]))
        for target, symbols in groupby(by_target, key=reached.__getitem__):
            if target:
                number = following.setdefault(target, len(following))
                yield Edge(source, number, np.array(list(symbols)))


def after(state: frozenset[int], symbol: int, parts: list[Element] | None) -> frozenset[int]:
    """The places of the pattern that may come after a symbol; without a pattern there is one place, for ever."""
    if parts is None:
        return state
    places = (index for place in state for index in reachable(place, parts))
    return frozenset(index + 1 for index in places if index < len(parts) and symbol in parts[index].allowed)


def reachable(place: int, parts: list[Element]) -> Iterable[int]:
    """A place of the pattern and those after it up to the first that must not be left out."""
    while place < len(parts) and parts[place].optional:
        yield place
        place += 1
    yield place


def ends(state: frozenset[int], parts: list[Element] | None) -> bool:
    """Whether a text may end in a state."""
    return parts is None or any(len(parts) in reachable(place, parts) for place in state)


def pruned(edges: list[list[Edge]], accepting: list[np.ndarray]) -> Automaton:
    """The automaton without steps that lead to no end."""
    kept: list[list[Edge]] = []
    useful = accepting[-1]
    for layer, accepts in zip(reversed(edges), reversed(accepting[:-1]), strict=True):
        kept.append([edge for edge in layer if useful[edge.target]])
        useful = accepts.copy()
        useful[[edge.source for edge in kept[-1]]] = True
    return Automaton(kept[::-1], accepting)


def possible_words(constraint: Constraint, alphabet: str, longest: int, shortest: int) -> np.ndarray:
    """The words that a model can read and the rest of the constraint allows, as positions, int16 (n, longest).

    Places after a word's end have the number of symbols. Raises ValueError, with a sentence, if none is left.
    """
    rest = automaton(constraint._replace(words=()), alphabet, longest, shortest)
    symbols = set(alphabet)
    words = dict.fromkeys(word for word in constraint.words if len(word) <= longest and symbols >= set(word))
    table = as_numbers(list(words), alphabet, longest)
    table = table[accepted(rest, table, len(alphabet))]
    if not len(table):
        raise ValueError(
            f"none of the {len(constraint.words):,} words can be read: the model reads {lengths(shortest, longest)} of "
            f"{alphabet!r}. Use words of these symbols, or relax the other conditions."
        )
    return table


def as_numbers(texts: Sequence[str], alphabet: str, longest: int) -> np.ndarray:
    """Texts of at most `longest` symbols of the alphabet as positions, int16 (n, longest), padded with its length."""
    number = {symbol: index for index, symbol in enumerate(alphabet)}
    table = np.full((len(texts), longest), len(alphabet), np.int16)
    for row, text in enumerate(texts):
        table[row, : len(text)] = [number[symbol] for symbol in text]
    return table


def allowed(possible: Possible, texts: Sequence[str], alphabet: str, longest: int) -> np.ndarray:
    """Which of any texts are possible, bool (n,), for a model that reads up to `longest` symbols of an alphabet."""
    symbols = set(alphabet)
    readable = np.array([len(text) <= longest and symbols >= set(text) for text in texts], bool)
    numbers = as_numbers([text for text, can in zip(texts, readable, strict=True) if can], alphabet, longest)
    if isinstance(possible, Automaton):
        readable[readable] = accepted(possible, numbers, len(alphabet))
    else:
        words = set(map(bytes, possible))
        readable[readable] = [bytes(row) in words for row in numbers]
    return readable


def accepted(possible: Automaton, table: np.ndarray, end: int) -> np.ndarray:
    """Which texts, int (n, longest) padded with `end`, an automaton accepts: bool (n,)."""
    state, right = np.zeros(len(table), int), np.zeros(len(table), bool)
    alive = np.ones(len(table), bool)
    for count, accepting in enumerate(possible.accepting):
        ended = (table[:, count] == end) if count < table.shape[1] else np.ones(len(table), bool)
        right |= alive & ended & accepting[state]
        if count == len(possible.edges):
            break
        following = np.full(len(table), -1)
        for edge in possible.edges[count]:
            following[alive & (state == edge.source) & np.isin(table[:, count], edge.symbols)] = edge.target
        alive, state = following >= 0, np.maximum(following, 0)
    return right


def lengths(shortest: int, longest: int) -> str:
    """Lengths of texts in words."""
    return f"exactly {longest} symbols" if shortest == longest else f"{shortest or 1} to {longest} symbols"


def in_words(constraint: Constraint) -> str:
    """A constraint in a few words."""
    said = {
        "symbols": f"the symbols {constraint.symbols}" if constraint.symbols else "",
        "length": f"length {constraint.length}" if constraint.length else "",
        "pattern": f"the pattern {constraint.pattern}" if constraint.pattern else "",
        "words": f"a list of {len(constraint.words):,} words" if constraint.words else "",
    }
    return ", ".join(filter(None, said.values()))
