"""Lines are cut into their symbols: strokes that belong together, no specks, and superscripts where they are."""

import cv2
import numpy as np
import pytest

from engine.classify.lines.cut import Box, Glyph, cut, shape_symbol
from engine.classify.lines.read import check, divided, framed, ink_of, merged
from engine.core.datasets.dataset import open_dataset
from tests.support.models import card_of


def canvas(width=300):
    return np.full((80, width), 235, np.uint8)


def bar(image, x, y, width=24, height=4):
    cv2.rectangle(image, (x, y), (x + width, y + height), 20, -1)


def tall(image, x, y=15, height=50):
    cv2.rectangle(image, (x, y), (x + 8, y + height), 20, -1)


@pytest.fixture
def equation():
    """An upright stroke, a plus of two strokes that cross, i, =, a division sign, and a raised stroke."""
    image = canvas()
    tall(image, 10)
    bar(image, 35, 40)
    tall(image, 43, 28, 28)
    tall(image, 80, 30, 35)
    cv2.circle(image, (84, 18), 4, 20, -1)
    bar(image, 110, 34)
    bar(image, 110, 46)
    bar(image, 160, 40)
    cv2.circle(image, (172, 30), 3, 20, -1)
    cv2.circle(image, (172, 54), 3, 20, -1)
    tall(image, 210)
    tall(image, 235, 12, 20)
    image[70, 290] = 20  # a speck
    return image


def test_strokes_that_belong_together_are_one_symbol_whatever_the_polarity_and_size(equation):
    for image in (equation, 255 - equation, cv2.resize(equation, None, fx=2.3, fy=2.3)):
        glyphs = cut(image)
        assert [len(glyph.pieces) for glyph in glyphs] == [1, 1, 2, 2, 3, 1, 1]
        assert [shape_symbol(glyph) for glyph in glyphs] == ["", "", "", "=", "÷", "", ""]
        assert [glyph.raised for glyph in glyphs] == [False] * 6 + [True]


def test_boxes_are_merged_and_split_and_stay_in_order(equation):
    glyphs = cut(equation)
    joined = merged(glyphs, [0, 1])
    assert len(joined) == 6 and joined[0].box.x == 10 and joined[0].box.right == glyphs[1].box.right
    apart = divided(glyphs, 3)
    assert len(apart) == 8 and [glyph.box.x for glyph in apart] == sorted(glyph.box.x for glyph in apart)
    whole = [Glyph(Box(0, 0, 9, 5), (Box(0, 0, 9, 5),))]
    assert [glyph.box.width for glyph in divided(whole, 0)] == [4, 5]


def test_a_blank_image_has_no_symbols_and_noise_is_refused():
    assert cut(canvas()) == []
    image = canvas(3000)
    for x in range(0, 2900, 12):
        tall(image, x, 20 + x % 7, 40)
    with pytest.raises(ValueError, match="at most 200 symbols"):
        cut(image)


def test_a_symbol_is_framed_alone_with_the_polarity_of_the_training_images(equation, tiny, do):
    assert do("split", dataset=tiny).state == "done"
    card = card_of(open_dataset(tiny), slots=1, usual={"contrast": (-250.0, -100.0), "ink_height": (0.2, 0.8)})
    glyph = cut(equation)[3]
    image = framed(equation, ink_of(equation), glyph.pieces, card)
    assert image.shape[0] == image.shape[1] and abs(len(image) - 25 / 0.8) < 5
    assert np.median(image) < 60 and image.max() > 200 and len(cut(image)) == 1
    with pytest.raises(ValueError, match="needs a model of single symbols; this one reads up to 2"):
        check(card.model_copy(update={"slots": 2}))
