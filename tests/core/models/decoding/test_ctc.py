"""CTC decoding, compared with enumerating every path."""

from collections import Counter
from itertools import groupby, product

import numpy as np
import pytest

from engine.core.models.decoding import ctc

FRAMES, CLASSES = 6, 4
LINES = np.random.default_rng(0).dirichlet(np.full(CLASSES, 0.4), (8, FRAMES)).astype(np.float32)


def counted(line):
    """The probability of every text of a line, summed over all its paths."""
    probabilities = Counter()
    for path in product(range(CLASSES), repeat=FRAMES):
        text = tuple(symbol for symbol, _ in groupby(path) if symbol != CLASSES - 1)
        probabilities[text] += float(np.prod(line[range(FRAMES), path]))
    return probabilities


@pytest.mark.parametrize("line", LINES)
def test_the_probability_of_a_text_is_that_of_all_its_paths_and_a_wide_beam_finds_the_best(line):
    by_text = counted(line)
    best, share = by_text.most_common(1)[0]
    assert tuple(ctc.search(line, 30)) == best
    texts = [best, (0,), (), (1, 1)]
    probabilities = np.exp(ctc.log_likelihood(np.stack([line] * len(texts)), texts))
    assert probabilities == pytest.approx([by_text[text] for text in texts], rel=1e-4)
    assert by_text[tuple(ctc.greedy(line))] <= share


def test_a_line_has_a_probability_and_a_place_for_each_symbol():
    line = np.full((1, 5, 3), 0.05, np.float32)
    line[0, [0, 1, 2, 3, 4], [0, 0, 2, 0, 1]] = 0.9
    decoded = ctc.decode(line, 4)
    assert decoded.texts == [[0, 0, 1]]
    assert decoded.probabilities.argmax(-1).tolist() == [[0, 0, 1, 2]]
    assert decoded.places[0, :3, 0].tolist() == [[0.5, 0.5, 0, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1]]
    assert decoded.places.sum((2, 3)) == pytest.approx(np.ones((1, 4)))
    assert 0.6 < decoded.confidence[0] < 1
    assert ctc.decode(line, 2).texts == [[0, 0, 1]]  # a text longer than the slots is not cut


def test_a_beam_search_sees_what_single_frames_do_not():
    line = np.array([[[0.4, 0.6], [0.4, 0.6]]], np.float32)  # blank is likelier in each frame, the symbol in total
    assert ctc.decode(line, 1).texts == [[]] and ctc.decode(line, 1, beam=5).texts == [[0]]
    assert ctc.decode(line, 1, beam=5).confidence[0] == pytest.approx(0.64)
