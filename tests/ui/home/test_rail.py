"""The rail: each stage fills as the work goes on, and the first empty one is next."""

from engine.core.datasets.dataset import open_dataset
from tests.support.models import card_of, store_model
from tests.support.screens import call_on_page, links
from ui.home.rail import rail, stages
from ui.pages import PAGES


def empty_stages():
    return [stage.title for stage in stages() if not stage.have]


def test_each_piece_of_work_fills_a_stage_in_the_order_of_the_rail(do):
    titles = [stage.title for stage in stages()]
    assert empty_stages() == titles
    do("generate", name="tiny", count=40, symbols="01", length=2, workers=1)
    assert empty_stages() == titles[1:]
    do("split", dataset="tiny")
    assert empty_stages() == titles[2:]
    store_model("net", card_of(open_dataset("tiny")))
    assert empty_stages() == titles[3:]


def test_one_stage_is_next_and_every_page_is_reached_from_one(tiny):
    app = call_on_page(rail)
    assert len(app.get("badge") or [each for each in app.markdown if ":primary-badge" in each.value]) == 1
    pages = [page for page, _ in links(app)]
    assert sorted(pages) == sorted(title.lower() for title in PAGES if title != "Home")
