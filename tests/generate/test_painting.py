"""What is told of an image is what it shows, and what a guard refuses is drawn again."""

import shutil
from itertools import pairwise

import numpy as np
import pytest

from engine.generate.painting import images
from engine.generate.spec import GenerateSpec
from engine.imaging.render import fonts
from engine.spec import with_preset

CLEAN = {"dots": 0, "curves": 0, "smooth": False, "fill": "solid", "ink": 0, "paper": 255, "mode": "grey"}

EXPERIMENT = {"experiment": "grid", "levels": ("mode=grey,colour", "paper_kind=gradient,plain", "uncut=yes,no")}
FAINT = {"dots": 0, "curves": 0, "smooth": False, "mode": "grey", "overlap": 0, "length": 2}


@pytest.mark.parametrize("knobs", [{}, {"length": 9, "shear": 0.5}, {"baseline_jitter": 0.4, "font_size": 20}])
def test_the_boxes_hold_all_ink_and_no_more(knobs):
    for image, columns, boxes in images(GenerateSpec(**CLEAN | knobs), range(20)):
        seen = np.zeros(image.shape, bool)
        for left, top, right, bottom in boxes:
            seen[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)] = True
        assert (image[~seen] >= 200).all()  # squeezing a long text may ring beside its ink
        ink = np.flatnonzero((image < 128).any(axis=0))
        assert abs(min(columns["symbol_left"]) - ink[0]) <= 1 and abs(max(columns["symbol_right"]) - 1 - ink[-1]) <= 1


def test_lists_have_one_entry_for_each_symbol_and_overlap_is_that_of_the_boxes():
    for _, columns, boxes in images(GenerateSpec(length="2-6", overlap=0.8), range(20)):
        lists = [value for name, value in columns.items() if name.startswith("symbol_")]
        assert len(lists) == 8 and {len(column) for column in lists} == {len(columns["text"])}
        shared = [max(before.right - after.left, 0) for before, after in pairwise(boxes)]
        assert columns["symbol_overlap"] == [0, *shared]


def test_an_image_is_drawn_again_until_nothing_is_cut_and_the_contrast_is_reached():
    plain = [sample.columns for sample in images(GenerateSpec(), range(60))]
    assert any(row["cut"] for row in plain) and any(row["contrast"] < 60 for row in plain)
    guarded = [
        sample.columns for sample in images(GenerateSpec(uncut=True, minimum_contrast=60, font_size="30-40"), range(60))
    ]
    assert not any(row["cut"] for row in guarded) and min(row["contrast"] for row in guarded) >= 60
    assert any(row["redrawn"] for row in guarded)


def test_contrast_is_the_difference_that_the_image_shows():
    for image, columns, _ in images(GenerateSpec(**FAINT), range(20)):
        assert int(image.max()) - int(image.min()) == pytest.approx(columns["contrast"], abs=2)


@pytest.mark.parametrize(
    "knobs", [{"length": "1-6", "dots": "0-9", "dot_width": "1-5"}, EXPERIMENT, GenerateSpec.presets["hard"]]
)
def test_an_image_is_the_same_drawn_alone_or_among_others(knobs):
    spec = GenerateSpec(**knobs, count=40)
    for i, sample in enumerate(images(spec, range(40))):
        (alone,) = images(spec, [i])
        assert (alone.image == sample.image).all() and alone.columns == sample.columns and alone.boxes == sample.boxes


def test_what_a_condition_does_not_have_is_empty_in_its_rows_and_guards_hold_for_its_own_images():
    shown = [sample.columns for sample in images(GenerateSpec(**EXPERIMENT, count=20), range(160))]
    assert {("other_paper_colour" in row, row["paper_kind"]) for row in shown} == {
        (True, "gradient"),
        (False, "plain"),
    }
    assert {row["cut"] for row in shown if "uncut=True" in row["condition"] or "uncut=yes" in row["condition"]} == {
        False
    }
    assert {row["cut"] for row in shown} == {True, False}


def test_what_no_try_can_satisfy_ends_with_a_sentence():
    with pytest.raises(ValueError, match=r"image 0 has too little contrast in each of 50 tries; lower"):
        list(images(GenerateSpec(ink=250, paper=250, minimum_contrast=100), range(1)))


def test_one_font_for_the_text_or_one_for_each_symbol(tmp_path):
    both = (fonts.packaged(), shutil.copy(fonts.packaged(), str(tmp_path / "copy.ttf")))
    used = {
        which: [
            set(sample.columns["symbol_font"]) for sample in images(GenerateSpec(fonts=both, font_for=which), range(20))
        ]
        for which in ("text", "symbol")
    }
    assert max(map(len, used["text"])) == 1 and len(set.union(*used["text"])) == 2
    assert max(map(len, used["symbol"])) == 2


def test_the_images_before_one_that_cannot_be_drawn_come_first():
    faint = {"ink": 250, "paper": 250, "experiment": "balanced", "levels": ("least_contrast=0,100",)}
    shown = images(GenerateSpec(**faint), range(4))
    assert next(shown).columns["contrast"] < 100
    with pytest.raises(ValueError, match="image 1 has too little contrast"):
        next(shown)


def inks(spec):
    """The first image of a spec on white, and which of its pixels are not white."""
    image = next(images(spec, [0])).image
    return image, (image != 255).any(axis=-1) if image.ndim == 3 else image != 255


def test_outlines_are_the_rim_of_whole_symbols_and_letter_spacing_moves_symbols_apart(home):
    clear = with_preset(GenerateSpec, "plain", {"length": "3-3", "width": 240})
    _, whole = inks(GenerateSpec(**clear))
    _, rim = inks(GenerateSpec(**clear, outline="1"))
    assert rim.any() and not (rim & ~whole).any() and rim.sum() < 0.8 * whole.sum()
    near, far = (next(images(GenerateSpec(**clear, tracking=pixels), [0])).boxes for pixels in ("0", "20"))
    assert [b.left - a.left for a, b in zip(near, far, strict=True)] == [-20, 0, 20]  # centred as before


def test_curves_and_lines_have_colours_of_their_own(home):
    strokes = {"curves": "3", "lines": "3", "curve_width": "3", "line_width": "3", "ink": "0-150", "mode": "colour"}
    clear = with_preset(GenerateSpec, "plain", {"length": "3-3", **strokes})
    for stroke_ink, colours in ("text", 1), ("stroke", 7):
        image, ink = inks(GenerateSpec(**clear, stroke_ink=stroke_ink))
        assert len(np.unique(image[ink], axis=0)) == colours
