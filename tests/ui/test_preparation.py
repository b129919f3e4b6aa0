"""What a net will see of a dataset: said as it is stored now, or that its file is damaged."""

import numpy as np
import pytest

from engine.collect.from_arrays import from_arrays
from engine.core.datasets import preprocessing
from engine.core.datasets.dataset import open_dataset
from engine.core.storage.files import write_text
from engine.imaging.preprocess import Preprocessing
from tests.support.screens import call_on_page, links, returned
from ui.preparation import in_use, seen_by_a_net


@pytest.fixture
def letters(home):
    """A dataset of eight images of 30 x 20 pixels."""
    from_arrays("letters", np.random.default_rng(1).integers(0, 256, (8, 20, 30), np.uint8), ["a", "b"] * 4)
    return open_dataset("letters")


def test_the_line_follows_what_is_stored(letters):
    app = call_on_page(seen_by_a_net, letters)
    assert "30 x 20" in app.caption[0].value and links(app) == [("prepare", "dataset=letters")]
    preprocessing.store(letters, Preprocessing(threshold="otsu", width=16, height=16))
    said = call_on_page(seen_by_a_net, letters).caption[0].value
    assert "16 x 16" in said and "otsu" in said.lower()
    assert returned(call_on_page(in_use, letters)) == Preprocessing(threshold="otsu", width=16, height=16)


def test_a_damaged_file_is_a_sentence_and_the_way_to_mend_it_stays(letters):
    write_text(letters.folder / "prepare.json", "{")
    app = call_on_page(seen_by_a_net, letters)
    assert "damaged" in app.error[0].value and not app.caption and links(app)
    assert returned(call_on_page(in_use, letters)) is None
