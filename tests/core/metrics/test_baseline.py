"""The majority baseline is what one fixed answer reaches, found by trying every answer."""

from itertools import product

import numpy as np

from engine.core.metrics.baseline import majority


def test_no_fixed_answer_reaches_more():
    classes = np.random.default_rng(3).choice(3, size=(200, 2), p=[0.6, 0.3, 0.1]).astype(np.int32)
    answers = [np.array(answer) for answer in product(range(3), repeat=2)]
    best_symbols = max((classes == answer).mean() for answer in answers)
    best_texts = max((classes == answer).all(axis=1).mean() for answer in answers)
    assert majority(classes) == (best_symbols, best_texts)


def test_texts_count_as_wholes():
    texts = np.array([[0, 1], [1, 0], [0, 1], [1, 0], [2, 2]], np.int32)
    assert majority(texts) == (0.4, 0.4)
