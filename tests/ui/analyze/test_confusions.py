"""The cells of a confusion matrix as choices, and clicks on them."""

import pandas as pd
import pytest
import streamlit as st

from engine.analyze import confusions
from ui.analyze.confusions import CELL, CHART, cells, take_click


@pytest.fixture
def matrix():
    """Two readings of "ab", one with a mistake, and one of "a b" that lost its space."""
    rows = [(0, "ab", "aa"), (1, "ab", "ab"), (2, "a b", "ab")]
    return confusions.matrix(pd.DataFrame(rows, columns=["id", "text", "predicted"]))


def test_every_cell_that_is_not_empty_can_be_chosen_mistakes_first(matrix):
    known = cells(matrix)
    assert list(known)[:2] == ["b → a", "␣ → ∅"] or list(known)[:2] == ["␣ → ∅", "b → a"]
    assert known["␣ → ∅"] == (" ", "")
    assert set(known.values()) == {("b", "a"), (" ", ""), ("a", "a"), ("b", "b")}


@pytest.mark.parametrize(
    ("points", "chosen"),
    [
        ([{"customdata": ["b", "a", 1, 50.0]}], "b → a"),
        ([{"customdata": ["a", "b", 0, 0.0]}], "before"),
        ([], "before"),
    ],
)
def test_a_click_chooses_the_cell_unless_it_is_empty(matrix, monkeypatch, points, chosen):
    selection = pd.Series({"points": points})
    state = {CHART: pd.Series({"selection": selection}), CELL: "before"}
    monkeypatch.setattr(st, "session_state", state)
    take_click({pair: label for label, pair in cells(matrix).items()})
    assert state[CELL] == chosen
