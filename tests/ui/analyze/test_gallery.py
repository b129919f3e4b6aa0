"""Galleries: captions that are safe and tell the mistakes, tiles that are sharp and small."""

import numpy as np
import pytest

from engine.imaging.decode import decode
from engine.imaging.encode import png
from ui.pictures import SHOWN_HEIGHT, caption, enlarged, tile


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


def test_small_pictures_are_enlarged_pixel_by_pixel():
    image = np.arange(64, dtype=np.uint8).reshape(8, 8)
    large = enlarged(image, 96)
    assert large.shape == (96, 96)
    assert (large[::12, ::12] == image).all()


@pytest.mark.parametrize("shape", [(8, 8), (60, 160, 3), (900, 1600, 3), (1, 2000)])
def test_tiles_are_never_higher_than_shown(shape):
    assert decode(tile(png(np.zeros(shape, np.uint8)))).shape[0] <= SHOWN_HEIGHT
