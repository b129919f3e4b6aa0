"""The cells of a confusion matrix as choices, and clicks on them."""

import pandas as pd
import pytest
import streamlit as st

from engine.analyze import confusions
from engine.core.metrics.alignment import ANY, aligned
from ui.analyze.confusions import CELL, CHART, TABLE, cells, take_click, take_row


@pytest.fixture
def matrix():
    """Three images of "ab" of which two were read "aa", and one of "a b" that lost its space."""
    rows = [(0, "ab", "aa"), (1, "ab", "ab"), (2, "a b", "ab"), (3, "ab", "aa")]
    return confusions.matrix(aligned(pd.DataFrame(rows, columns=["id", "text", "predicted"])))


def test_every_cell_that_is_not_empty_can_be_chosen_mistakes_first_the_most_frequent_on_top(matrix):
    known = cells(matrix)
    headers = [(" ", ANY), ("b", ANY), (ANY, ""), (ANY, "a")]
    assert [*known.values()][:4] == [("b", "a"), (" ", ""), ("a", "a"), ("b", "b")]
    assert sorted([*known.values()][4:]) == sorted(headers)
    assert [*known][:3] == ["b → a", "␣ → ∅", "a → a"]


@pytest.mark.parametrize(
    ("points", "chosen"),
    [
        ([{"customdata": ["b", "a", 1, 50.0]}], "b → a"),
        ([{"customdata": ["a", "b", 0, 0.0]}], "before"),
        ([{"customdata": ["b", ANY]}], "b → any"),
        ([{"customdata": [ANY, "b"]}], "before"),
        ([], "before"),
    ],
)
def test_a_click_chooses_the_cell_unless_it_is_empty(matrix, monkeypatch, points, chosen):
    selection = pd.Series({"points": points})
    state = {CHART: pd.Series({"selection": selection}), CELL: "before"}
    monkeypatch.setattr(st, "session_state", state)
    take_click({pair: label for label, pair in cells(matrix).items()})
    assert state[CELL] == chosen


def test_a_row_of_the_table_chooses_its_cell(matrix, monkeypatch):
    state = {TABLE: pd.Series({"selection": pd.Series({"rows": [1]})}), CELL: "before"}
    monkeypatch.setattr(st, "session_state", state)
    pairs = pd.DataFrame([("b", "a"), (" ", "")], columns=["true", "read"])
    take_row({pair: label for label, pair in cells(matrix).items()}, pairs)
    assert state[CELL] == "␣ → ∅"
