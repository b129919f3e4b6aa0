"""What the page Classify says of an image that was prepared before it was read."""

import numpy as np

from engine.imaging.preprocess import Preparation, prepare
from ui.classify.answer import changed

PICTURE = np.random.default_rng(1).integers(0, 256, (20, 30, 3), np.uint8)


def test_the_net_saw_something_else_only_where_more_than_the_colours_went():
    assert not changed(PICTURE, prepare(PICTURE, Preparation(width=30, height=20)))
    assert not changed(PICTURE, prepare(PICTURE, Preparation(mode="colour", width=30, height=20)))
    assert changed(PICTURE, prepare(PICTURE, Preparation(threshold="otsu", width=30, height=20)))
    assert changed(PICTURE, prepare(PICTURE, Preparation(width=15, height=20)))
