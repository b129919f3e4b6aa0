"""Numbers in boxes: a share with its interval where it has one, and the facts of a dataset."""

import pytest

from engine.core.datasets.dataset import open_dataset
from tests.support.screens import call_on_page
from ui.figures import between, facts, share

INTERVAL = {"exact_match_low": 0.25, "exact_match_high": 0.75}


@pytest.mark.parametrize(
    ("more", "below"), [(INTERVAL | {"n": 8}, "25.0% to 75.0%"), ({"n": 1234}, "1,234 images"), ({}, "validation")]
)
def test_a_share_stands_over_its_interval_or_else_the_number_of_images(more, below):
    (box,) = call_on_page(share, "Exact match", {"exact_match": 0.5, **more}, "exact_match").metric
    assert (box.value, box.delta) == ("50.0%", below)


@pytest.mark.parametrize("store", ["images", "on-the-fly"])
def test_the_facts_of_a_dataset_are_those_it_was_made_with(do, store):
    do("generate", name="d", count=40, symbols="01", length="2-3", store=store, workers=1)
    do("split", dataset="d", validation=0.25, test=0.25)
    app = call_on_page(facts, open_dataset("d"))
    assert {metric.label: metric.value for metric in app.metric} == {
        "images": "40", "train": "20", "validation": "10", "test": "10",
    }  # fmt: skip
    assert app.text[0].value == "01" and "2 to 3" in app.markdown[0].value and "160 × 60" in app.markdown[0].value
    assert any("on the fly" in paragraph.value for paragraph in app.markdown) is (store == "on-the-fly")


def test_a_range_of_one_number_is_that_number():
    assert (between((4, 4)), between((4, 6))) == ("4", "4 to 6")
