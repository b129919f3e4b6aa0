"""The table of datasets: a row each, images that come a few at a time, and a click that chooses."""

from types import SimpleNamespace

import pytest
import streamlit as st

from engine.datasets import shelf
from tests.support.screens import call_on_page
from ui.datasets import table as module
from ui.datasets.table import table, take_row


def test_a_row_has_images_counts_split_and_models(do, tiny):
    do("split", dataset=tiny)
    rows = call_on_page(table, shelf.entries(), {tiny: ["net"]}).dataframe[0].value.set_index("name")
    assert rows["images"][tiny].startswith("data:image/jpeg;base64,")
    assert (rows["count"][tiny], rows["symbols"][tiny], rows["length"][tiny]) == (40, "2: 01", "2")
    assert rows["split"][tiny].count("/") == 2 and rows["models"][tiny] == "net" and rows["size"][tiny] > 0


def test_a_long_shelf_is_there_at_once_and_its_images_come_a_few_at_a_time(do, tiny, monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 1)
    do("generate", name="more", count=4, symbols="01", length=2, workers=1)
    app = call_on_page(lambda: table(shelf.entries(), {}))
    assert app.dataframe[0].value["images"].notna().sum() == 1 and "1 more" in app.caption[0].value
    assert app.run().dataframe[0].value["images"].notna().all() and not app.caption


@pytest.mark.parametrize(("rows", "chosen"), [([1], "b"), ([], "a")])
def test_a_click_on_a_row_chooses_its_dataset(monkeypatch, rows, chosen):
    state = {"dataset_shelf": SimpleNamespace(selection=SimpleNamespace(rows=rows)), "dataset": "a"}
    monkeypatch.setattr(st, "session_state", state)
    take_row(["a", "b"])
    assert state["dataset"] == chosen
