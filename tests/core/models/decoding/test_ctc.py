"""Lines that CTC reads, held against counting every path."""

from collections import Counter
from itertools import groupby, product

import numpy as np
import pytest

from engine.core.models.decoding import ctc

STEPS, CLASSES = 6, 4
LINES = np.random.default_rng(0).dirichlet(np.full(CLASSES, 0.4), (8, STEPS)).astype(np.float32)


def counted(line):
    """The probability of every text of a line, from all its paths."""
    found = Counter()
    for path in product(range(CLASSES), repeat=STEPS):
        text = tuple(symbol for symbol, _ in groupby(path) if symbol != CLASSES - 1)
        found[text] += float(np.prod(line[range(STEPS), path]))
    return found


@pytest.mark.parametrize("line", LINES)
def test_the_probability_of_a_text_is_that_of_all_its_paths_and_a_wide_beam_finds_the_best(line):
    every = counted(line)
    best, share = every.most_common(1)[0]
    assert tuple(ctc.search(line, 30)) == best
    texts = [best, (0,), (), (1, 1)]
    found = np.exp(ctc.log_likelihood(np.stack([line] * len(texts)), texts))
    assert found == pytest.approx([every[text] for text in texts], rel=1e-4)
    assert every[tuple(ctc.greedy(line))] <= share


def test_a_line_tells_for_each_symbol_how_sure_and_where():
    line = np.full((1, 5, 3), 0.05, np.float32)
    line[0, [0, 1, 2, 3, 4], [0, 0, 2, 0, 1]] = 0.9
    read = ctc.read(line, 4)
    assert read.texts == [[0, 0, 1]]
    assert read.probabilities.argmax(-1).tolist() == [[0, 0, 1, 2]]
    assert read.places[0, :3, 0].tolist() == [[0.5, 0.5, 0, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1]]
    assert read.places.sum((2, 3)) == pytest.approx(np.ones((1, 4)))
    assert 0.6 < read.confidence[0] < 1
    assert ctc.read(line, 2).texts == [[0, 0, 1]]  # a text longer than the slots is not cut


def test_a_beam_sees_what_single_steps_do_not():
    line = np.array([[[0.4, 0.6], [0.4, 0.6]]], np.float32)  # nothing is likelier in each step, the symbol in all
    assert ctc.read(line, 1).texts == [[]] and ctc.read(line, 1, beam=5).texts == [[0]]
    assert ctc.read(line, 1, beam=5).confidence[0] == pytest.approx(0.64)
