"""Constraints against every text written out: the best possible text, its share among all, and those of each slot."""

import itertools
import re

import numpy as np
import pytest

from engine.core.models.decoding import constrained_ctc, ctc, slots
from engine.core.models.decoding.constraint import Constraint, possible_texts
from engine.spec import Span

ALPHABET = "1aA"
CASES = {
    "symbols": (Constraint(symbols="aA"), lambda text: "1" not in text),
    "length": (Constraint(length=Span(1, 2)), lambda text: 1 <= len(text) <= 2),
    "pattern": (Constraint(pattern="LD?"), lambda text: len(text) == 3 and text[0] in "aA" and text[1] == "1"),
    "repeats": (Constraint(pattern="L{1,2}[1a]{0,2}"), lambda text: matches(text, r"[aA]{1,2}[1a]{0,2}")),
    "escaped": (Constraint(pattern=r"\A{0,3}D"), lambda text: matches(text, r"A{0,3}1")),
    "words": (Constraint(words=("a1", "Aa1", "1", "b1", "aaaaa")), lambda text: text in ("a1", "Aa1", "1")),
    "together": (
        Constraint(words=("a1", "AA1", "1a"), symbols="1a", length=Span(2, 3), pattern="L{1,2}D"),
        lambda text: text == "a1",
    ),
}


def matches(text, pattern):
    return re.fullmatch(pattern, text) is not None


def texts_of(longest, shortest, allows):
    """Every text that a model can read and a rule allows."""
    lengths = range(shortest, longest + 1)
    every = ("".join(text) for length in lengths for text in itertools.product(ALPHABET, repeat=length))
    return [text for text in every if allows(text)]


def share(row, text):
    """The probability of a text from those of the slots."""
    classes = [ALPHABET.index(symbol) for symbol in text] + [len(ALPHABET)] * (len(row) - len(text))
    return np.prod(row[np.arange(len(row)), classes])


def random(shape, seed=4):
    return np.random.default_rng(seed).dirichlet(np.full(shape[-1], 0.4), shape[:-1]).astype(np.float32)


@pytest.mark.parametrize("case", CASES)
def test_slots_are_decoded_as_if_every_text_were_tried(case):
    constraint, allows = CASES[case]
    rows = random((40, 3, len(ALPHABET) + 1))
    decoded = slots.decode(rows, possible_texts(constraint, ALPHABET, 3))
    texts = texts_of(3, 0, allows)
    for row, classes, confidence, marginals in zip(rows.astype(float), *decoded, strict=True):
        chances = np.array([share(row, text) for text in texts])
        best = texts[int(chances.argmax())]
        assert "".join((*ALPHABET, "")[number] for number in classes) == best
        assert confidence == pytest.approx(chances.max() / chances.sum(), rel=1e-4)
        first = sum(chance for text, chance in zip(texts, chances, strict=True) if text[:1] == "a") / chances.sum()
        assert marginals[0, ALPHABET.index("a")] == pytest.approx(first, abs=1e-4)
        assert marginals.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-4)


@pytest.mark.parametrize("case", CASES)
def test_lines_are_decoded_as_if_every_text_were_tried(case):
    constraint, allows = CASES[case]
    frames = random((12, 6, len(ALPHABET) + 1))
    texts, confidence = constrained_ctc.decode(frames, possible_texts(constraint, ALPHABET, 4), beam=64)
    every = texts_of(4, 0, allows)
    numbers = [[ALPHABET.index(symbol) for symbol in text] for text in every]
    for line, text, share_of_text in zip(frames, texts, confidence, strict=True):
        chances = np.exp(ctc.log_likelihood(np.broadcast_to(line, (len(every), *line.shape)), numbers))
        assert text == numbers[int(chances.argmax())]
        assert share_of_text == pytest.approx(chances.max() / chances.sum(), rel=1e-3)


def test_without_blanks_only_the_full_length_is_possible():
    rows = random((5, 2, len(ALPHABET)))
    decoded = slots.decode(rows, possible_texts(Constraint(pattern="DL"), ALPHABET, 2, 2))
    assert (decoded.classes[:, 0] == 0).all() and (decoded.classes[:, 1] > 0).all()
    with pytest.raises(ValueError, match="no text is possible: length 1 does not fit a model that reads exactly 2"):
        possible_texts(Constraint(length=Span(1, 1)), ALPHABET, 2, 2)


@pytest.mark.parametrize(
    ("constraint", "sentence"),
    [
        (Constraint(symbols="1b"), "does not know the symbol 'b'; it knows '1aA'"),
        (Constraint(symbols="1", pattern="LL"), "no text is possible: the symbols 1, the pattern LL"),
        (Constraint(length=Span(9, 12)), "no text is possible: length 9-12"),
        (Constraint(pattern="L{2"), "cannot be read from character 2 on"),
        (Constraint(pattern="LLLLLLL"), "needs more than the 4 symbols"),
        (Constraint(pattern="x"), "no symbol of the model fits 'x'"),
        (Constraint(pattern="L{3,1}"), "low to high"),
        (Constraint(pattern="L" * 10_000), "at most 200 characters; got 10,000"),
        (Constraint(words=("xyz", "aaaaaaa")), "none of the 2 words can be read"),
    ],
)
def test_what_allows_no_text_is_refused_with_a_sentence(constraint, sentence):
    with pytest.raises(ValueError, match=sentence):
        possible_texts(constraint, ALPHABET, 4)
