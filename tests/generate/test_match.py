"""What is proposed for samples draws images like them."""

import numpy as np
import pytest

from engine.generate.match import propose
from engine.generate.painting import images
from engine.generate.spec import GenerateSpec
from engine.spec import read


@pytest.mark.parametrize(
    "wanted",
    [
        {
            "symbols": "abc",
            "length": "2-4",
            "width": 120,
            "height": "40-44",
            "font_size": 30,
            "ink": 30,
            "paper": "215-225",
        },
        {"symbols": "12", "length": 3, "mode": "grey", "ink": 240, "paper": 20},
    ],
)
def test_samples_that_were_drawn_are_read_off_again(wanted):
    spec = read(GenerateSpec, {"fill": "solid", **wanted})
    drawn = list(images(spec, range(40)))
    found = propose([sample.image for sample in drawn], [sample.columns["text"] for sample in drawn])
    proposed = read(GenerateSpec, found)
    for name in ("width", "height", "length", "mode", "symbols"):
        assert getattr(proposed, name) == getattr(spec, name)
    for name in ("ink", "paper"):
        assert max(abs(a - b) for a, b in zip(getattr(proposed, name), getattr(spec, name), strict=True)) <= 6


def test_what_cannot_be_matched_is_answered_by_a_sentence():
    with pytest.raises(ValueError, match="at least one image to match"):
        propose([])
    with pytest.raises(ValueError, match=r"width must be from 16 to 2048 to be drawn; the images have 5000"):
        propose([np.zeros((100, 5000), np.uint8)])
