"""The view robustness: a job makes the card, and the page shows it without a model."""

from engine.core.datasets.dataset import open_dataset
from engine.robustness.corruptions import CORRUPTIONS
from tests.support.jobs import ended
from tests.support.screens import call_on_page
from ui.analyze.robustness import show
from ui.analyze.stored import stored


def view(**query):
    return call_on_page(lambda: show(stored("reader", open_dataset("digits"), "test")), query=query)


def test_the_card_is_made_by_a_click_and_then_shown(trained, do):
    app = view()
    assert "not read corrupted images" in app.info[0].value and not app.dataframe
    app.button(key="start_robustness").click().run()
    assert ended(app.query_params["job"]).state == "done"
    app = view(corruption="rotate")
    assert set(app.dataframe[0].value["corruption"]) == set(CORRUPTIONS)
    assert len(app.get("image")) == 6 and len(app.get("plotly_chart")) == 2
    assert app.button(key="start_robustness").label == "Read the corrupted images again"
