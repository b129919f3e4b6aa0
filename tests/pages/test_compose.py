"""Compose, empty and filled."""

from engine import dataset


def test_without_single_symbols_it_says_what_to_do(visit, tiny):
    assert "single symbols" in visit("Compose").info[0].value


def test_composes_from_single_symbols_and_the_split_is_kept(visit, do):
    do("generate", name="glyphs", count=200, symbols="01", length=1, width=32, height=32, font_size=24, workers=1)
    do("split", dataset="glyphs")
    app = visit("Compose", count="20")
    assert len(app.get("image")) == 12
    assert not app.button(key="start_compose").disabled
    job = do("compose", dataset="glyphs", name="made", count=20, workers=1)
    assert "split as its source" in visit("Compose", job=job.id).success[0].value
    assert dataset.open("made").split_report() is not None


def test_symbols_that_the_source_lacks_are_a_sentence(visit, do):
    do("generate", name="glyphs", count=20, symbols="01", length=1, width=32, height=32, font_size=24, workers=1)
    app = visit("Compose", symbols="7")
    assert "no picture of" in app.error[0].value
    assert app.button(key="start_compose").disabled
