"""Each view of the page on predictions whose law is known, and links of every kind into them."""

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.analyze.tables import csv_of, parquet_of
from engine.core.datasets.dataset import open_dataset
from engine.core.models.card import read_card
from engine.core.models.predictions import predictions_path
from engine.core.storage.tables import write_table
from tests.support.models import store_model
from tests.support.readings import write_readings
from tests.support.screens import call_on_page, links, returned
from ui.analyze.stored import stored
from ui.analyze.views import EARLIER, VIEWS, choose_view


@pytest.fixture
def readings(home):
    """1,500 readings of four symbols by two models."""
    write_readings("known", "net", 1500, symbols="abcd")
    return lambda: stored("net", open_dataset("known"), "all")


def show(view, readings, **query):
    return call_on_page(lambda: VIEWS[view](readings()), query=query)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_shows_its_own_tables_and_no_error(readings, view):
    app = show(view, readings)
    assert not app.exception and not app.error
    assert app.get("plotly_chart") or app.get("image") or app.button, "something to look at, or to begin with"


def test_a_regression_is_a_link_and_in_plain_words(readings):
    app = show("factors", readings, factors=["noise", "rotation^2"], cluster="text", property="noise", second="kind")
    words = [text.value.replace("\\", "") for text in app.markdown]
    assert any("Each 0.1 more of noise lowers the odds of a correct text" in text for text in words)
    assert any("Coefficients" in text for text in words)


@pytest.mark.parametrize("terms", [["nonsense"], ["noise^9"], ["kind^2"], ["<b>"], ["length"]])
def test_terms_that_explain_nothing_are_a_sentence(readings, terms):
    app = show("factors", readings, factors=terms)
    assert len(app.warning) == 1 and not app.exception


def test_a_group_of_a_property_in_the_link_shows_its_wrong_images(readings):
    app = show("factors", readings, property="kind", factor_group="kind salt")
    assert 0 < len(app.get("image")) <= 48


def test_the_query_bar_filters_and_explains_itself(readings):
    frame = readings().frame
    app = show("samples", readings, query="noise>=0.3 correct=no", sample="random")
    expected = ((frame["noise"] >= 0.3) & ~frame["correct"]).sum()
    assert any(f"{expected:,} readings" in caption.value for caption in app.caption)
    assert "consists of conditions such as" in show("samples", readings, query="what is this").warning[0].value
    assert "no column" in show("samples", readings, query="gone=1").warning[0].value


def test_a_weak_segment_leads_to_its_images(readings):
    queries = [query for page, query in links(show("segments", readings)) if "view=samples" in query]
    assert queries and "noise%3E" in queries[0]


@pytest.mark.parametrize("key", EARLIER)
def test_links_of_earlier_versions_open_the_view_that_shows_what_they_name(home, key):
    app = call_on_page(choose_view, query={key: "x"})
    assert returned(app) == EARLIER[key]


def test_tables_are_harmless_to_spreadsheets_and_keep_their_types():
    table = pd.DataFrame({"text": ["=1+1", "@x", "a\u202eb", "ok"], "n": [1, 2, 3, 4], "ids": [[1, 2], [], [3], [4]]})
    lines = csv_of(table).splitlines()
    assert lines[1] == "'=1+1,1,1 2" and lines[2].startswith("'@x") and "a\u202eb" in lines[3]
    assert parquet_of(table)["n"].to_pylist() == [1, 2, 3, 4]
    assert parquet_of(table)["text"].to_pylist()[0] == "=1+1", "Parquet has no formulas"


def test_two_models_are_compared_in_words_and_by_confusion(readings):
    path = predictions_path("net", "known")
    table = pq.read_table(path)
    worse = ["a" * len(text) if row % 3 == 0 else text for row, text in enumerate(table["predicted"].to_pylist())]
    place = table.schema.get_field_index("predicted")
    store_model("worse", read_card("net"))
    write_table(predictions_path("worse", "known"), table.set_column(place, "predicted", pa.array(worse)))
    app = show("overview", readings, other="worse")
    assert any("net reads" in text.value and "points more than worse" in text.value for text in app.markdown)
    app = show("confusions", readings, other="worse")
    changes = app.dataframe[-1].value
    assert (changes["read"] == "a").mean() > 0.05 and (changes["change"] == changes["count"] - changes["other"]).all()
