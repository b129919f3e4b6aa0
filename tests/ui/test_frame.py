"""The frame around the pages: the road and the tools, what a page works on, and the gate for errors."""

import pytest

from engine.core.storage.logs import log_path
from tests.support.screens import call_on_page, links, open_page
from ui.frame import empty, frame, works_on
from ui.pages import PAGES, ROAD, link


def test_the_road_is_open_and_the_tools_are_grouped_behind_one_heading(home):
    app = open_page("Home")
    (tools,) = (box for box in app.sidebar.expander if box.label == "Tools")
    inside = [page.label for page in tools.get("page_link")]
    assert inside == [page.title for page in PAGES.values() if page.section != ROAD]
    assert [group.value for group in tools.caption] == ["Images", "Dataset", "Model"]


@pytest.mark.parametrize(("title", "expanded"), [("Home", False), ("Clean", True)])
def test_the_tools_are_unfolded_on_the_page_of_one(home, title, expanded):
    (tools,) = (box for box in open_page(title).sidebar.expander if box.label == "Tools")
    assert tools.proto.expanded == expanded


def test_what_a_page_works_on_is_one_line_below_the_heading(home):
    def page():
        frame("Models")
        works_on("Dataset **a**")
        works_on("Model **b**")

    app = call_on_page(page)
    assert [line.value for line in app.main.markdown] == ["Dataset **a** · Model **b**"]


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (KeyError("secret"), "an unexpected error \\(KeyError\\)"),
        (ValueError("the *file* is gone."), "the \\*file\\* is"),
    ],
)
def test_an_error_becomes_a_sentence_with_reload_and_its_traceback_is_in_the_log(home, error, shown):
    broken: list[bool] = []

    def page():
        frame("Models")
        if broken:
            raise error

    app = call_on_page(page)
    broken.append(True)
    app.run()
    assert shown in app.error[0].value and "Traceback" in log_path().read_text(encoding="utf-8")
    assert type(error).__name__ in log_path().read_text(encoding="utf-8")
    broken.clear()
    app.button(key="reload_page").click().run()
    assert not app.error
    log_path().unlink()  # expected here; a test that leaves a log behind fails


def test_a_link_carries_its_query_and_an_empty_page_leads_to_where_that_changes(home):
    assert links(call_on_page(link, "Analyze", model="a b&c", part="test")) == [("analyze", "model=a+b%26c&part=test")]
    app = call_on_page(empty, "Nothing here.", "Train", "Home")
    assert app.info[0].value == "Nothing here." and [page for page, _ in links(app)] == ["train", ""]
