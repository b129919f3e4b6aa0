"""Samples that somebody has: read with the stems of their names, and a sentence for each that is no image."""

import numpy as np

from engine.imaging.encode import png
from tests.support.screens import call_on_page, returned
from ui.generate.match import readable


def test_bad_samples_are_named_and_the_others_are_used():
    image = np.zeros((9, 12), np.uint8)
    files = [("ab.png", png(image)), ("*x*.png", b"<html>"), ("empty.png", b""), ("c.d.png", png(image))]
    app = call_on_page(readable, files)
    assert [name for _, name in returned(app)] == ["ab", "c.d"]
    assert returned(app)[0][0].shape[:2] == (9, 12)
    (warning,) = app.warning
    assert len(warning.value.splitlines()) == 2 and "\\*x\\*" in warning.value and "empty" in warning.value
