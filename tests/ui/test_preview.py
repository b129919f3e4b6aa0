"""The preview of a dataset that is still to be made: its first images, one of them closely, and its cost."""

import pytest

from engine.generate.painting import images
from engine.generate.spec import GenerateSpec
from engine.verbs import estimate_function
from tests.support.screens import call_on_page, captions, returned
from ui.preview import SHOWN, details, estimate, preview
from ui.text import size

SPEC = GenerateSpec(symbols="01*", length="2-3", count=500)


def test_the_first_images_are_those_that_the_dataset_will_begin_with():
    app = call_on_page(preview, "generate", SPEC, "")
    expected = [sample.columns["text"] for sample in images(SPEC, range(SHOWN))]
    assert [returned_call.columns["text"] for returned_call in returned(app)] == expected
    assert captions(app) == [text.replace("*", "\\*") for text in expected]


@pytest.mark.parametrize(("spec", "errors"), [(None, 0), (GenerateSpec(fonts=("/nowhere.ttf",)), 1)])
def test_what_cannot_be_drawn_shows_no_image(spec, errors):
    app = call_on_page(preview, "generate", spec, "")
    assert returned(app) == [] and not captions(app) and len(app.error) == errors


def test_one_image_is_chosen_by_the_link_with_all_that_was_drawn_for_it():
    found = list(images(SPEC, range(SHOWN)))
    app = call_on_page(details, found, query={"look": "5"})
    symbols, values = (table.value for table in app.dataframe)
    assert "".join(symbols["symbol"]) == found[4].columns["text"]
    assert symbols["left"].tolist() == pytest.approx(found[4].columns["symbol_left"], abs=0.01)
    drawn = dict(zip(values["property"], values["value"], strict=True))
    assert set(drawn) == {name for name, value in found[4].columns.items() if not isinstance(value, list)}


@pytest.mark.parametrize(("factor", "emphasised"), [(1.1, False), (0.9, True)])
def test_the_disk_space_is_said_and_stands_out_where_there_is_too_little(monkeypatch, factor, emphasised):
    _, needed = estimate_function("generate")(SPEC)
    monkeypatch.setattr("ui.preview.free_bytes", lambda: factor * needed)
    said = returned(call_on_page(estimate, "generate", SPEC, "", SPEC.images))
    assert size(needed) in said and "500 images" in said
    assert ("**" in said) is emphasised
