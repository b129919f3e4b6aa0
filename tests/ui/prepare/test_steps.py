"""Preprocessing on its page: every preset can be chosen, and images of any size stand beside each other."""

import numpy as np
import pytest

from engine.collect.from_arrays import from_arrays
from engine.core.datasets import preprocessing
from engine.core.datasets.dataset import open_dataset
from engine.prepare.spec import PrepareSpec
from tests.support.screens import call_on_page
from ui.prepare.steps import SHOWN_HEIGHT, keep, presets, shown


def test_every_preset_has_a_button(home):
    from_arrays("letters", np.random.default_rng(1).integers(0, 256, (8, 20, 30), np.uint8), ["a", "b"] * 4)
    app = call_on_page(presets, open_dataset("letters"))
    assert [button.key for button in app.button] == [f"preset_{name}" for name in PrepareSpec.presets]


@pytest.mark.parametrize("shape", [(8, 8), (60, 160, 3), (900, 1600, 3), (1, 2000)])
def test_an_image_is_shown_as_high_as_the_others_or_enlarged_by_whole_pixels(shape):
    high, wide = shown(np.zeros(shape, np.uint8)).shape[:2]
    assert SHOWN_HEIGHT // 2 < high <= SHOWN_HEIGHT or wide == shape[1] * high
    assert wide >= min(shape[1], SHOWN_HEIGHT)


def test_only_other_preprocessing_than_the_stored_one_can_be_stored(home):
    from_arrays("letters", np.random.default_rng(1).integers(0, 256, (8, 20, 30), np.uint8), ["a", "b"] * 4)
    source, spec = open_dataset("letters"), PrepareSpec(dataset="letters", threshold="otsu")
    plain = PrepareSpec(dataset="letters").preprocessing
    app = call_on_page(keep, source, spec, plain)
    assert not [button for button in app.button if button.key == "reset"]
    app.button(key="store").click().run()
    assert preprocessing.preprocessing_of(source) == spec.preprocessing
    app = call_on_page(keep, source, spec, spec.preprocessing)
    assert app.button(key="store").disabled and "--threshold otsu" in app.code[0].value
    app.button(key="reset").click().run()
    assert preprocessing.preprocessing_of(source) == plain
