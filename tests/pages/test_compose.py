"""Compose, empty and filled."""

import pytest

from engine.compose.spec import ComposeSpec
from engine.core.datasets.dataset import open_dataset
from tests.support.screens import links, next_step


def test_without_single_symbols_it_says_what_to_do(visit, tiny):
    app = visit("Compose")
    assert len(app.info) == 1 and ("generate", "preset=one-glyph") in links(app)


def test_composes_from_single_symbols_and_the_split_is_kept(visit, do):
    do("generate", name="glyphs", count=200, symbols="01", length=1, width=32, height=32, font_size=24, workers=1)
    do("split", dataset="glyphs")
    app = visit("Compose", count="20")
    assert len(app.get("image")) == 12 + 1
    assert any("20 images" in caption.value for caption in app.caption)
    symbols = app.dataframe[0].value
    assert {"symbol", "left", "angle", "scale"} <= set(symbols.columns)
    assert not app.button(key="start_compose").disabled
    job = do("compose", dataset="glyphs", name="made", count=20, workers=1)
    assert next_step(visit("Compose", job=job.id)) == ("train", "dataset=made")
    assert open_dataset("made").split_report() is not None


@pytest.mark.parametrize("name", ComposeSpec.presets)
def test_a_preset_in_the_link_is_composed(visit, do, name):
    do("generate", name="glyphs", count=40, symbols="01", length=1, width=32, height=32, font_size=24, workers=1)
    app = visit("Compose", preset=name)
    assert not app.error and len(app.get("image")) == 12 + 1
    drawn = dict(app.dataframe[1].value.itertuples(index=False))
    assert float(drawn["contrast"]) >= ComposeSpec.presets[name].get("minimum_contrast", 0)


def test_symbols_that_the_source_lacks_are_a_sentence(visit, do):
    do("generate", name="glyphs", count=20, symbols="01", length=1, width=32, height=32, font_size=24, workers=1)
    app = visit("Compose", symbols="7")
    assert "no image of" in app.error[0].value
    assert app.button(key="start_compose").disabled
