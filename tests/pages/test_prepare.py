"""Prepare, empty and filled: before and after, what is stored and for whom, and the way back."""

import numpy as np
import pytest

from engine.collect.from_arrays import from_arrays
from engine.core.datasets import preprocessing
from engine.core.datasets.dataset import open_dataset
from engine.core.storage.files import write_text
from engine.imaging.preprocess import Preprocessing
from engine.prepare.spec import PrepareSpec
from tests.support.models import card_of, store_model
from tests.support.screens import captions


@pytest.fixture
def letters(home):
    """Forty grey images of 30 x 20 pixels with a dark bar somewhere, named letters."""
    images = np.full((40, 20, 30), 210, np.uint8)
    for number, image in enumerate(images):
        image[4:16, 3 + number % 20 : 7 + number % 20] = 60
    from_arrays("letters", list(images), ["a*", "b"] * 20)
    return open_dataset("letters")


def test_twelve_pictures_are_shown_before_and_after_the_steps_of_the_link(visit, letters):
    app = visit("Prepare", threshold="otsu", crop="true", margin="2", width="16", height="16")
    assert captions(app) == ["30 × 20", "16 × 16"] * 12
    assert any("a\\*" in caption.value for caption in app.caption)
    assert app.info and not app.success and not app.button(key="store").disabled


def test_steps_are_stored_shown_and_taken_back(visit, letters):
    app = visit("Prepare", threshold="otsu", width="16", height="16")
    app.button(key="store").click().run()
    found = Preprocessing(polarity="auto")  # of texts, with which the form begins
    assert preprocessing.preprocessing_of(letters) == found.model_copy(
        update={"threshold": "otsu", "width": 16, "height": 16}
    )
    assert "otsu" in app.success[0].value.lower() and app.button(key="store").disabled
    assert "otsu" in " ".join(caption.value for caption in visit("Train", dataset="letters").caption).lower()
    again = visit("Prepare")
    assert again.number_input(key="width").value == 16
    again.button(key="reset").click().run()
    assert not again.exception and preprocessing.preprocessing_of(letters) == found
    assert again.number_input(key="width").value == 0


def test_a_preset_fills_the_form_and_another_dataset_brings_its_own_steps(visit, letters, tiny):
    preprocessing.store(open_dataset("tiny"), Preprocessing(blur="gaussian", blur_size=3))
    app = visit("Prepare", dataset="letters")
    app.slider(key="margin").set_value(9).run()
    app.button(key="preset_photographed-characters").click().run()
    wanted = Preprocessing(**PrepareSpec.presets["photographed-characters"])
    app.button(key="store").click().run()
    assert preprocessing.preprocessing_of(letters) == wanted
    app.selectbox(key="dataset").set_value("tiny").run()
    assert (app.slider(key="margin").value, app.slider(key="blur_size").value) == (0, 3)
    assert app.button(key="store").disabled


def test_models_with_other_steps_and_a_damaged_file_are_said(visit, letters):
    store_model("old", card_of(letters))
    write_text(letters.folder / "prepare.json", "{")
    assert "damaged" in visit("Train", dataset="letters").error[0].value
    app = visit("Prepare")
    assert "damaged" in app.error[0].value
    app.button(key="store").click().run()
    assert not app.error and "old" in app.warning[0].value
    assert preprocessing.preprocessing_of(letters) == Preprocessing()
    app = visit("Prepare", margin="20", crop="true", width="30")
    assert "less than half of width" in app.error[-1].value and not app.get("image")
