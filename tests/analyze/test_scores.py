"""The numbers of an analysis, checked against counting by hand and against scikit-learn."""

from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import balanced_accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support

from engine.analyze import confusions
from engine.analyze.predictions import ranked as ranked_ways
from engine.analyze.samples import samples
from engine.analyze.scores import by_kind, by_pair, by_position, by_symbol, by_text, macro, summary
from engine.core.metrics.alignment import ANY, aligned
from engine.core.metrics.intervals import wilson


def scored(frame):
    return summary(frame, aligned(frame))


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
    found = scored(predictions(("1234", "1234"), ("1234", "1284"), ("12", "1"), ("12", "122")))
    assert found["n"] == 4 and found["exact_match"] == 0.25 and found["symbols"] == 12
    assert found["symbol_accuracy"] == pytest.approx(10 / 12)
    assert found["cer"] == pytest.approx(3 / 12)
    assert found["exact_match_low"] < 0.25 < found["exact_match_high"]


def test_guessing_the_most_frequent_reaches_the_baseline_and_every_symbol_counts_alike_in_the_mean():
    guessed = predictions(*[("A", "A")] * 300, ("B", "A"), ("B", "A"), ("C", "A"))
    scores = scored(guessed)
    assert scores["exact_match"] == scores["baseline_exact_match"] == scores["baseline_symbol_accuracy"] == 300 / 303
    assert scores["mean_symbol_accuracy"] == pytest.approx(
        balanced_accuracy_score(guessed["text"], guessed["predicted"])
    )
    texts = scored(predictions(("12", "12"), ("13", "13"), ("1", "1"), ("23", "2")))
    assert texts["baseline_exact_match"] == 1 / 4 and texts["baseline_symbol_accuracy"] == pytest.approx(5 / 7)
    assert texts["mean_symbol_accuracy"] == pytest.approx((1 + 1 + 1 / 2) / 3)


def test_a_missing_symbol_is_a_missed_one_and_does_not_shift_the_rest():
    pairs = aligned(predictions(("12345", "1345")))
    wrong = pairs[pairs["true"] != pairs["read"]]
    assert wrong[["position", "true", "read"]].values.tolist() == [[2, "2", ""]]


def test_accuracy_per_symbol_and_position_add_up(many):
    whole = scored(many)
    for table in (by_symbol(aligned(many)), by_position(many, aligned(many))):
        assert table["right"].sum() / table["n"].sum() == pytest.approx(whole["symbol_accuracy"])
        assert ((table["low"] <= table["accuracy"]) & (table["accuracy"] <= table["high"])).all()
    assert by_position(many, aligned(many))["position"].tolist() == [1, 2, 3, 4]


def test_the_matrix_agrees_with_scikit_learn(many):
    table = confusions.matrix(aligned(many), limit=40)
    order = list(dict.fromkeys(table["true"]))
    true, read = list("".join(many["text"])), list("".join(many["predicted"]))
    expected = confusion_matrix(true, read, labels=order)
    assert np.array_equal(table["count"].to_numpy().reshape(40, 40), expected)
    mistakes = expected - np.diag(np.diag(expected))
    trouble = mistakes.sum(0) + mistakes.sum(1)
    assert (np.diff(trouble) <= 0).all(), "the most confused symbols come first"


def test_beyond_the_most_confused_nothing_is_lost(many):
    table = confusions.matrix(aligned(many), limit=30)
    assert len(table) == 30 * 30 and table["count"].sum() == 4000
    assert table["true"].iloc[-1] == confusions.OTHER


def test_every_cell_shows_exactly_the_images_that_it_counts(many):
    table = confusions.matrix(aligned(many), limit=30)
    shown = set(table["true"])
    expected = defaultdict(list)  # the image of every pair, by cell
    for row in many.itertuples():
        for pair in zip(row.text, row.predicted, strict=True):
            expected[tuple(symbol if symbol in shown else confusions.OTHER for symbol in pair)].append(row.id)
    counts = table[table["count"] > 0].set_index(["true", "read"])["count"]
    assert counts.to_dict() == {cell: len(ids) for cell, ids in expected.items()}
    for cell, ids in expected.items():
        assert set(confusions.behind(many, aligned(many), *cell)["id"]) == set(ids)


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
    assert set(confusions.behind(many, aligned(many), symbol, ANY, 40)["id"]) == set(missed)
    assert set(confusions.behind(many, aligned(many), ANY, symbol, 40)["id"]) == set(misread)


def test_samples_are_what_they_are_called():
    frame = predictions(("1", "1"), ("2", "2"), ("3", "8"), ("4", "9"), confidence=[0.9, 0.6, 0.4, 0.8])
    assert samples(frame, "worst", 9)["text"].tolist() == ["4", "3"]
    assert samples(frame, "best", 1)["text"].tolist() == ["1"]
    assert samples(frame, "uncertain", 2)["text"].tolist() == ["3", "2"]
    assert sorted(samples(frame, "random", 9)["text"]) == ["1", "2", "3", "4"]
    assert samples(frame, "random", 2, seed=3).equals(samples(frame, "random", 2, seed=3))


def test_precision_recall_and_f1_are_those_of_scikit_learn(many):
    table = by_symbol(aligned(many)).set_index("symbol").sort_index()
    true, read = list("".join(many["text"])), list("".join(many["predicted"]))
    expected = precision_recall_fscore_support(true, read, labels=table.index.tolist(), zero_division=0)
    assert np.allclose(table[["precision", "accuracy", "f1"]].to_numpy().T, expected[:3])
    means = macro(table.reset_index())
    assert means["macro_f1"] == pytest.approx(f1_score(true, read, average="macro"))


def test_symbols_of_one_text_fail_together_and_the_interval_knows():
    alone = predictions(*[("12", "12"), ("12", "34")] * 50)
    mixed = predictions(*[("12", "14"), ("12", "32")] * 50)
    wide, narrow = (
        (scores["symbol_accuracy_low"], scores["symbol_accuracy_high"]) for scores in map(scored, (alone, mixed))
    )
    assert wide[0] < wilson(100, 200).low < 0.5 < wilson(100, 200).high < wide[1]
    assert narrow[0] > wide[0]


def test_loss_and_rank_follow_from_the_stored_ways():
    # Two slots whose three best ways hold 0.9 of the probability; the second true symbol is not among them.
    symbols, shares = np.array(["1", "2", "3", "4", "5", "6"], object), np.array([0.6, 0.2, 0.1, 0.5, 0.3, 0.1])
    result = ranked_ways(np.array(["2", "9"], object), (np.array([0, 3]), np.array([3, 6])), symbols, shares)
    assert result.rank.tolist() == [2, 0] and result.share == pytest.approx([0.2, 0.1])
    pairs = pd.DataFrame({"id": 0, "position": [1, 2], "true": ["2", "9"], "read": ["1", "4"]})
    table = by_symbol(pairs, result.share).set_index("symbol")
    assert table["loss"].to_dict() == pytest.approx({"2": -np.log(0.2), "9": -np.log(0.1)})


def test_rankings_begin_with_what_is_surely_weak():
    frame = predictions(
        *[("11", "12")] * 50, *[("11", "11")] * 50, *[("22", "23")] * 5, *[("33", "33")] * 60, ("4", "5")
    )
    table = by_text(frame)
    assert table["text"].tolist() == ["22", "11", "33"] and table["n"].tolist() == [5, 100, 60]
    assert by_pair(aligned(frame))["pair"].tolist() == ["22", "11", "33"]
    assert by_kind(frame).set_index("kind")["n"].to_dict() == {"all equal": 165, "one symbol": 1}


def test_look_alikes_are_neighbours_and_nothing_is_lost(many):
    ordered = confusions.matrix(aligned(many), limit=40, alike=True)
    order = list(dict.fromkeys(ordered["true"]))
    assert ordered["count"].sum() == 4000 and sorted(order) == sorted(set("".join(many["text"])))
    apart = [abs(order.index(symbol) - order.index(chr(65 + (ord(symbol) - 64) % 40))) for symbol in order]
    assert np.median(apart) <= 2, "each is mistaken for the next one"


def test_the_difference_of_two_models_lists_what_changes():
    first, second = (
        predictions(("12", "13"), ("12", "13"), ("4", "5")),
        predictions(("12", "12"), ("12", "13"), ("4", "5")),
    )
    table = confusions.difference(aligned(first), aligned(second))
    assert table.values.tolist() == [["2", "3", 2, 1, 1]]
