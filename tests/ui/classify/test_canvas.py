"""What the canvas sends: a drawing is an image, and everything else counts as a blank canvas."""

import base64

import numpy as np
import pytest

from engine.imaging.decode import decode
from engine.imaging.encode import png
from ui.classify.canvas import MOST_BYTES, PREFIX, png_of


def address(data):
    return PREFIX + base64.b64encode(data).decode()


def test_a_drawing_is_an_image():
    drawn = np.full((40, 80), 255, np.uint8)
    drawn[10:30, 20:24] = 0
    assert np.array_equal(decode(png_of(address(png(drawn)))), drawn)


@pytest.mark.parametrize(
    "sent",
    [
        None, 7, "", "data:image/png;base64,", PREFIX + "no base 64!", "data:text/html;base64,PGI+", address(b"<html>"),
        address(png(np.full((40, 80), 255, np.uint8))), address(b"\0" * MOST_BYTES),
    ],
)  # fmt: skip
def test_what_is_no_drawing_is_a_blank_canvas(sent):
    assert png_of(sent) is None
