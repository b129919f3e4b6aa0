"""The table of all models: a score only where there is one, and a click chooses."""

from types import SimpleNamespace

import pytest
import streamlit as st

from engine.core.datasets.dataset import open_dataset
from tests.support.models import card_of
from tests.support.screens import call_on_page
from ui.models.card import words
from ui.models.table import table, take_row

SCORES = {"exact_match": 0.9, "exact_match_low": 0.8, "exact_match_high": 0.95, "symbol_accuracy": 0.97, "n": 100}


def test_a_final_model_has_no_score(tiny):
    source = open_dataset(tiny)
    app = call_on_page(table, {"a": card_of(source, scores=SCORES), "b": card_of(source, final=True)})
    rows = app.dataframe[0].value.set_index("name")
    assert rows["exact"]["a"] == 0.9 and "80.0%" in rows["interval"]["a"] and "95.0%" in rows["interval"]["a"]
    assert rows["exact"].isna()["b"] and "final" in rows["interval"]["b"]


@pytest.mark.parametrize(("rows", "chosen"), [([1], "b"), ([], "a")])
def test_a_click_on_a_row_chooses_its_model(monkeypatch, rows, chosen):
    state = {"shelf": SimpleNamespace(selection=SimpleNamespace(rows=rows)), "model": "a"}
    monkeypatch.setattr(st, "session_state", state)
    take_row(["a", "b"])
    assert state["model"] == chosen


def test_settings_are_shown_as_words():
    shown = [words(value) for value in (True, False, (1, 2), (), "", None, 0, 0.5)]
    assert shown == ["yes", "no", "1, 2", "-", "-", "-", "0", "0.5"]
