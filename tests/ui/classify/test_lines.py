"""Lines of symbols on the page: boxes are merged, split and deleted, and the text that was read can be corrected."""

import cv2
import numpy as np
import pytest

from engine.core.models.card import change_card
from engine.imaging.encode import png
from tests.support.screens import call_on_page
from ui.classify.lines import lines
from ui.classify.sources import ImageFile


@pytest.fixture
def page(trained):
    """The page with an image of three strokes and with one that is none."""
    change_card("reader", slots=1)  # the net stays as it is; what it reads in a symbol does not matter here
    image = np.full((80, 200), 240, np.uint8)
    for x in (20, 80, 140):
        cv2.rectangle(image, (x, 20), (x + 10, 60), 10, -1)
    return call_on_page(lines, "reader", [ImageFile("a.png", png(image)), ImageFile("page.png", b"<html>")])


def choose(app, places):
    """Marks symbols."""
    return (
        app.pills[0].set_value(places).run() if hasattr(app, "pills") else app.button_group[0].set_value(places).run()
    )


def test_boxes_are_merged_split_deleted_and_reset(page):
    assert "web page" in page.warning[0].value
    for places, name, left in (([0, 1], "merge", 2), ([0], "split", 3), ([2], "delete", 2)):
        choose(page, places)
        page.button(key=f"{name}_0").click().run()
        assert not page.exception and len(page.button_group[0].options) == left
    page.button(key="reset_0").click().run()
    assert len(page.button_group[0].options) == 3 and page.button(key="merge_0").disabled


def test_a_corrected_text_is_solved_or_refused_with_a_sentence(page):
    page.text_input[0].set_value("2x+3=7").run()
    assert page.metric[0].value.replace("\\", "") == "x = 2" and page.get("plotly_chart")
    page.text_input[0].set_value("1/0").run()
    assert "divides by zero" in page.caption[-1].value and not page.metric
