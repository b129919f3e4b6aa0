"""The road: each stage fills as the work goes on, with images of what exists, and the first empty one is next."""

from engine.core.datasets.dataset import open_dataset
from engine.core.models.predictions import predictions_path
from engine.core.storage.files import write_text
from tests.support.models import card_of, store_model
from tests.support.screens import call_on_page, filled, links
from ui.home.road import MOST_SHOWN, draw_road, look, road, stops


def empty_stages():
    return [stop.title for stop in stops(look()) if not stop.total]


def test_each_piece_of_work_fills_a_stage_in_the_order_of_the_road(do):
    titles = [stop.title for stop in stops(look())]
    assert empty_stages() == titles == ["Datasets", "Split", "Train", "Classify", "Analyze"]
    do("generate", name="tiny", count=40, symbols="01", length=2, workers=1)
    assert empty_stages() == titles[1:]
    do("split", dataset="tiny")
    assert empty_stages() == titles[2:]
    store_model("net", card_of(open_dataset("tiny")))
    assert empty_stages() == titles[3:]
    write_text(predictions_path("net", "tiny"), "-")
    assert empty_stages() == []


def test_what_exists_has_images_and_leads_to_its_page_and_one_button_leads_on(do, tiny):
    app = call_on_page(road)
    assert len(app.get("image")) == 1 and ("datasets", "dataset=tiny") in links(app)
    assert filled(app) == ["Next: split"]
    do("split", dataset=tiny)
    app = call_on_page(draw_road)
    assert len(app.get("image")) == 2 and ("split", "dataset=tiny") in links(app)
    assert filled(app) == ["Next: train"]


def test_of_many_things_the_newest_are_shown_and_all_are_counted(do, tiny):
    store_model("old", card_of(open_dataset(tiny), created="2025-01-01"))
    for number in range(MOST_SHOWN):
        store_model(f"new-{number}", card_of(open_dataset(tiny), scores={"exact_match": 0.5}))
    train = next(stop for stop in stops(look()) if stop.title == "Train")
    assert train.total == MOST_SHOWN + 1 and {item.name for item in train.items} == {"new-0", "new-1", "new-2"}
    assert "50.0%" in train.items[0].about
