"""The numbers of an analysis, checked against counting by hand and against scikit-learn."""

from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import balanced_accuracy_score, confusion_matrix

from engine.analyze import confusions
from engine.analyze.samples import samples
from engine.analyze.scores import by_position, by_symbol, summary
from engine.core.metrics.alignment import ANY, aligned
from engine.core.metrics.intervals import wilson


def predictions(*both, confidence=None):
    frame = pd.DataFrame(both, columns=["text", "predicted"])
    sure = confidence or [0.5] * len(frame)
    return frame.assign(id=range(len(frame)), correct=frame["text"] == frame["predicted"], confidence=sure)


@pytest.fixture
def many():
    """1,000 readings of four symbols out of 40; the net mistakes one in ten for a neighbour."""
    rng = np.random.default_rng(7)
    true = rng.integers(0, 40, (1000, 4))
    read = np.where(rng.random((1000, 4)) < 0.1, (true + 1) % 40, true)
    texts = ["".join(chr(65 + k) for k in row) for row in true]
    return predictions(*zip(texts, ["".join(chr(65 + k) for k in row) for row in read], strict=True))


def test_wilson_agrees_with_the_textbook():
    # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3 (score): 81/263, 15/148, 0/20, 1/29.
    ends = wilson(np.array([81, 15, 0, 1]), np.array([263, 148, 20, 29]))
    assert ends.low == pytest.approx([0.2553, 0.0624, 0.0000, 0.0061], abs=1e-4)
    assert ends.high == pytest.approx([0.3662, 0.1605, 0.1611, 0.1718], abs=1e-4)


def test_summary_counts_texts_symbols_and_edits():
    found = summary(predictions(("1234", "1234"), ("1234", "1284"), ("12", "1"), ("12", "122")))
    assert found["n"] == 4 and found["exact_match"] == 0.25 and found["symbols"] == 12
    assert found["symbol_accuracy"] == pytest.approx(10 / 12)
    assert found["cer"] == pytest.approx(3 / 12)
    assert found["exact_match_low"] < 0.25 < found["exact_match_high"]


def test_guessing_the_most_frequent_reaches_the_baseline_and_every_symbol_counts_alike_in_the_mean():
    guessed = predictions(*[("A", "A")] * 300, ("B", "A"), ("B", "A"), ("C", "A"))
    scores = summary(guessed)
    assert scores["exact_match"] == scores["baseline_exact_match"] == scores["baseline_symbol_accuracy"] == 300 / 303
    assert scores["mean_symbol_accuracy"] == pytest.approx(
        balanced_accuracy_score(guessed["text"], guessed["predicted"])
    )
    texts = summary(predictions(("12", "12"), ("13", "13"), ("1", "1"), ("23", "2")))
    assert texts["baseline_exact_match"] == 1 / 4 and texts["baseline_symbol_accuracy"] == pytest.approx(5 / 7)
    assert texts["mean_symbol_accuracy"] == pytest.approx((1 + 1 + 1 / 2) / 3)


def test_a_missing_symbol_is_a_missed_one_and_does_not_shift_the_rest():
    pairs = aligned(predictions(("12345", "1345")))
    wrong = pairs[pairs["true"] != pairs["read"]]
    assert wrong[["position", "true", "read"]].values.tolist() == [[2, "2", ""]]


def test_accuracy_per_symbol_and_position_add_up(many):
    whole = summary(many)
    for table in (by_symbol(many), by_position(many)):
        assert table["right"].sum() / table["n"].sum() == pytest.approx(whole["symbol_accuracy"])
        assert ((table["low"] <= table["accuracy"]) & (table["accuracy"] <= table["high"])).all()
    assert by_position(many)["position"].tolist() == [1, 2, 3, 4]


def test_the_matrix_agrees_with_scikit_learn(many):
    table = confusions.matrix(many, limit=40)
    order = list(dict.fromkeys(table["true"]))
    true, read = list("".join(many["text"])), list("".join(many["predicted"]))
    expected = confusion_matrix(true, read, labels=order)
    assert np.array_equal(table["count"].to_numpy().reshape(40, 40), expected)
    mistakes = expected - np.diag(np.diag(expected))
    trouble = mistakes.sum(0) + mistakes.sum(1)
    assert (np.diff(trouble) <= 0).all(), "the most confused symbols come first"


def test_beyond_the_most_confused_nothing_is_lost(many):
    table = confusions.matrix(many, limit=30)
    assert len(table) == 30 * 30 and table["count"].sum() == 4000
    assert table["true"].iloc[-1] == confusions.OTHER


def test_every_cell_shows_exactly_the_images_that_it_counts(many):
    table = confusions.matrix(many, limit=30)
    shown = set(table["true"])
    expected = defaultdict(list)  # the image of every pair, by cell
    for row in many.itertuples():
        for pair in zip(row.text, row.predicted, strict=True):
            expected[tuple(symbol if symbol in shown else confusions.OTHER for symbol in pair)].append(row.id)
    counts = table[table["count"] > 0].set_index(["true", "read"])["count"]
    assert counts.to_dict() == {cell: len(ids) for cell, ids in expected.items()}
    for cell, ids in expected.items():
        assert set(confusions.behind(many, *cell)["id"]) == set(ids)


def test_a_row_and_a_column_hold_all_its_mistakes_and_nothing_else(many):
    symbol = "C"
    missed = [
        row.id
        for row in many.itertuples()
        if any(t == symbol != r for t, r in zip(row.text, row.predicted, strict=True))
    ]
    misread = [
        row.id
        for row in many.itertuples()
        if any(r == symbol != t for t, r in zip(row.text, row.predicted, strict=True))
    ]
    assert set(confusions.behind(many, symbol, ANY, 40)["id"]) == set(missed)
    assert set(confusions.behind(many, ANY, symbol, 40)["id"]) == set(misread)


def test_samples_are_what_they_are_called():
    frame = predictions(("1", "1"), ("2", "2"), ("3", "8"), ("4", "9"), confidence=[0.9, 0.6, 0.4, 0.8])
    assert samples(frame, "worst", 9)["text"].tolist() == ["4", "3"]
    assert samples(frame, "best", 1)["text"].tolist() == ["1"]
    assert sorted(samples(frame, "random", 9)["text"]) == ["1", "2", "3", "4"]
    assert samples(frame, "random", 2, seed=3).equals(samples(frame, "random", 2, seed=3))
