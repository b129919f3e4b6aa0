"""What would be collected: looked up again when a source changes, and said where it cannot be read."""

import numpy as np

from engine.collect.spec import CollectSpec
from engine.core.storage.files import write_bytes
from engine.imaging.encode import png
from tests.support.screens import call_on_page, captions, returned
from ui.collect.preview import known_values, labels, preview, unreadable

IMAGE = png(np.zeros((9, 9), np.uint8))


def test_a_file_that_comes_later_is_seen_and_one_without_a_label_is_listed(tmp_path):
    folder = tmp_path / "images"
    write_bytes(folder / "a_1.png", IMAGE)
    spec = CollectSpec(name="n", source=(str(folder),), label_from="suffix")
    assert call_on_page(labels, spec).dataframe[0].value["label"].tolist() == ["a"]
    assert not call_on_page(unreadable, spec).dataframe
    write_bytes(folder / "b_2.png", IMAGE)
    write_bytes(folder / "c.png", IMAGE)
    assert call_on_page(labels, spec).dataframe[0].value["file"].tolist()[:2] == ["a_1.png", "b_2.png"]
    assert call_on_page(unreadable, spec).dataframe[0].value["file"].tolist() == ["c.png"]


def test_the_contact_sheet_shows_each_label_with_its_count_and_only_images_that_exist(tmp_path):
    for name in ("a/1.png", "a/2.png", "a/3.png", "*b*/1.png"):
        write_bytes(tmp_path / name, IMAGE)
    write_bytes(tmp_path / "c/2.png", b"<html>")
    app = call_on_page(preview, CollectSpec(name="n", source=(str(tmp_path),), label_from="folder"))
    assert returned(app) is True
    assert app.markdown[0].value.startswith("**3 labels** in 5 images: a × 3, ")
    assert captions(app) == ["**a** × 3", "**\\*b\\***"]
    assert any("broken_image" in caption.value and "**c**" in caption.value for caption in app.caption)


def test_an_import_without_any_label_cannot_start(tmp_path):
    write_bytes(tmp_path / "a.png", IMAGE)
    app = call_on_page(preview, CollectSpec(name="n", source=(str(tmp_path),), label_from="suffix"))
    assert returned(app) is False and "nothing would be imported" in app.error[0].value
    assert not app.get("image")


def test_a_source_that_is_nowhere_is_one_sentence(tmp_path):
    spec = CollectSpec(name="n", source=(str(tmp_path / "gone"),))
    assert len(call_on_page(preview, spec).error) == 1
    assert not call_on_page(unreadable, spec).error


def test_the_form_is_not_asked_for_what_does_not_matter_to_the_chosen_labels():
    asked = set(CollectSpec.model_fields) - set(returned(call_on_page(known_values, ("a.zip",), {})))
    assert {"name", "label_from"} <= asked and not asked & {"source", "separator", "pattern"}
    app = call_on_page(known_values, ("a.zip",), {}, query={"label_from": "regex"})
    assert "pattern" not in returned(app) and "separator" in returned(app)
