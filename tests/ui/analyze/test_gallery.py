"""The gallery: each image with what was read, and never more than fit."""

from engine.core.datasets.dataset import open_dataset
from tests.support.screens import call_on_page, captions
from ui.analyze.gallery import gallery
from ui.pictures import caption


def test_the_first_images_are_shown_and_the_others_counted(tiny):
    source = open_dataset(tiny)
    rows = source.frame(["id", "text"]).assign(predicted="00", confidence=0.5).iloc[::-1]
    app = call_on_page(gallery, source, rows, 10)
    assert captions(app) == [caption(text, "00", 0.5) for text in rows["text"][:10]]
    assert "10 of 40" in app.caption[0].value
    assert not call_on_page(gallery, source, rows[:10], 10).caption
    assert call_on_page(gallery, source, rows[:0]).info
