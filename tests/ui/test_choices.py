"""Choices that stand in the address: a copied link leads to the same view, and one to nothing says so."""

import pytest
import streamlit as st

from engine.core.datasets.dataset import open_dataset
from engine.core.storage.files import read_json, write_json, write_text
from engine.core.storage.paths import models_folder
from engine.generate.spec import GenerateSpec
from tests.support.models import card_of, store_model
from tests.support.screens import call_on_page, open_page, returned
from ui.choices import carry, choose, choose_dataset, choose_model, choose_part, choose_source, dataset_for, preset
from ui.pages import PAGES


@pytest.mark.parametrize(
    ("start", "query", "chosen", "warnings"),
    [(None, {}, "a", 0), ("b", {}, "b", 0), ("gone", {}, "a", 0), ("b", {"x": "c"}, "c", 0), ("b", {"x": "d"}, "b", 1)],
)
def test_the_choice_stands_in_the_address_from_the_first_run(start, query, chosen, warnings):
    app = call_on_page(choose, "Thing", "x", ["a", "b", "c"], start, query=query)
    assert returned(app) == chosen and len(app.warning) == warnings
    assert warnings or app.query_params == {"x": chosen}


def test_a_choice_that_is_deleted_gives_way_to_one_that_exists():
    names = ["a", "b"]
    app = call_on_page(choose, "Thing", "x", names)
    app.query_params["x"] = "b"  # as the browser does once it is chosen
    app.selectbox(key="x").set_value("b").run()
    assert returned(app) == "b"
    names.remove("b")
    assert returned(app.run()) == "a" and len(app.warning) == 1 and app.query_params == {"x": "a"}


def test_a_model_that_is_whole_comes_first_and_the_one_chosen_elsewhere_before_it(tiny):
    for name in ("broken", "first", "second"):
        store_model(name, card_of(open_dataset(tiny)))
    write_text(models_folder() / "broken" / "card.json", "{")
    names = ["broken", "first", "second"]
    assert returned(call_on_page(choose_model, names)) == "first"

    def other_page():
        st.session_state["last_model"] = "second"
        return choose_model(names)

    assert returned(call_on_page(other_page)) == "second"


def test_a_dataset_that_cannot_be_drawn_any_more_ends_the_page_with_a_sentence(do):
    do("generate", name="gone", count=5, symbols="01", store="on-the-fly")
    path = open_dataset("gone").folder / "dataset.json"
    about = read_json(path)
    about["spec"]["fonts"] = ["/nowhere/deleted.ttf"]
    write_json(path, about)

    def rest():
        choose_dataset()
        st.caption("the rest of the page")

    app = call_on_page(rest)
    assert "deleted.ttf" in app.error[0].value.replace("\\", "") and not app.caption


def test_parts_presets_and_sources_start_with_what_is_usual_and_follow_the_link():
    assert returned(call_on_page(choose_part)) == "test"
    assert returned(call_on_page(choose_part, query={"part": "all"})) == "all"
    assert returned(call_on_page(choose_source, ["Files"], ["Dataset"])) == "Files"
    assert returned(call_on_page(choose_source, ["Files"], ["Dataset"], query={"job": "x"})) == "Dataset"
    name = list(GenerateSpec.presets)[-1]
    assert returned(call_on_page(preset, GenerateSpec, query={"preset": name})) == GenerateSpec.presets[name]


def test_the_current_dataset_goes_along_from_page_to_page_and_what_a_job_made_takes_its_place(do, tiny, create_job):
    do("generate", name="more", count=4, symbols="01", length=2, workers=1)
    app = open_page("Explore", dataset=tiny)

    def go(title):
        app.query_params.clear()
        return app.switch_page(PAGES[title].path).run()

    assert go("Split").selectbox(key="dataset").value == tiny
    app.selectbox(key="dataset").set_value("more").run()
    go("Models")
    assert go("Datasets").selectbox(key="dataset").value == "more"
    assert "Dataset **more**, 4 images, 2 symbols, not split yet" in [line.value for line in app.main.markdown]
    job = do("generate", name="newest", count=4, symbols="01", length=2, workers=1)
    app.query_params.clear()
    app.query_params["job"] = job.id
    app.switch_page("pages/generate.py").run()
    assert go("Explore").selectbox(key="dataset").value == "newest"


def test_with_a_model_comes_the_dataset_that_it_read_or_learned_from(trained, do):
    do("generate", name="other", count=4, symbols="01", length=2, workers=1)

    def chosen(current):
        carry("dataset", current)
        return dataset_for("reader")

    assert returned(call_on_page(chosen, "digits")) == "digits"
    assert returned(call_on_page(chosen, "other")) == "digits"
