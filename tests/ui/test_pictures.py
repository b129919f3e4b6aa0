"""Labelled images: captions that are safe and show the mistakes, tiles that are sharp and small."""

import numpy as np
import pytest

from engine.imaging.decode import decode
from engine.imaging.encode import png
from tests.support.screens import call_on_page, captions
from ui.pictures import SHOWN_HEIGHT, address, caption, labelled_tile, tile


@pytest.mark.parametrize(
    ("text", "predicted", "expected"),
    [
        ("12", "12", "12 :gray[90%]"),
        ("1234", "1784", "1234 → 1:red[**78**]4 :gray[90%]"),
        ("123", "13", "123 → 1:red[**∅**]3 :gray[90%]"),
        ("a*", "**", r"a\* → :red[**\***]\* :gray[90%]"),
    ],
)
def test_captions_mark_what_differs(text, predicted, expected):
    assert caption(text, predicted, 0.9) == expected


def test_hostile_texts_are_escaped():
    assert "](" not in caption("x", "[a](http://b)", 0.5)


@pytest.mark.parametrize("shape", [(8, 8), (60, 160, 3), (900, 1600, 3), (1, 2000)])
def test_tiles_are_never_higher_than_shown(shape):
    assert decode(tile(png(np.zeros(shape, np.uint8)))).shape[0] <= SHOWN_HEIGHT


def test_a_file_that_cannot_be_decoded_keeps_its_number_and_label_and_stops_nothing():
    app = call_on_page(labelled_tile, 7, "a*", b"<html>")
    assert not app.get("image") and app.caption[0].value.endswith("7 · a\\*")
    assert captions(call_on_page(labelled_tile, 7, "a*", png(np.zeros((9, 9), np.uint8)))) == ["7 · a\\*"]
    assert address(b"<html>", 48) is None
