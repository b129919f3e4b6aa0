"""What is drawn for an image: every knob declared shows in the row and in the image."""

import numpy as np
import pytest

from engine.generate.painting import columns
from engine.generate.sampling import draw
from engine.generate.spec import GenerateSpec
from engine.imaging.render.render import render
from engine.spec import knobs

BASE = {
    "font_size": (20, 30),
    "fill": "solid",
    "gaussian_noise": 0.05,
    "lines": 2,
    "line_width": 2,
    "curve_width": 2,
    "waves": 1,
    "paper": (200, 255),
}
ELSEWHERE = ("store", "renderer", "experiment", "font_for", "unique", "uncut")  # they have tests of their own
RANGES = [knob for knob in knobs(GenerateSpec) if knob.kind in ("range", "whole range")]
CHOICES = [
    (knob.name, choice)
    for knob in knobs(GenerateSpec)
    for choice in knob.choices or (True, False) * (knob.kind == "switch")
    if knob.name not in ELSEWHERE and choice not in (BASE.get(knob.name, knob.default), "picture")
]


def differ(*specs):
    """Whether any of the first ten images differs."""
    pairs = (tuple(render(draw(spec, i)) for spec in specs) for i in range(10))
    return any(not np.array_equal(*pair) for pair in pairs)


@pytest.mark.parametrize("knob", RANGES, ids=lambda knob: knob.name)
def test_a_fixed_value_is_the_column_and_changes_the_image(knob):
    before = GenerateSpec(**BASE)
    low, high = getattr(before, knob.name)
    other = (knob.low + high) / 2 or knob.high / 2
    value = int(other) if knob.kind == "whole range" else other
    assert (value, value) != (low, high)
    after = GenerateSpec(**BASE | {knob.name: value})
    assert columns(draw(after, 4))[knob.name] == pytest.approx(value)
    assert differ(before, after)


@pytest.mark.parametrize("knob", RANGES, ids=lambda knob: knob.name)
def test_a_range_is_drawn_from_end_to_end(knob):
    low, high = getattr(GenerateSpec(), knob.name)
    ends = (low, high) if low < high else (low, low + 2) if knob.kind == "whole range" else (knob.low, knob.high)
    spec = GenerateSpec(**{knob.name: ends})
    drawn = np.array([draw(spec, i)[knob.name] for i in range(300)])
    assert ends[0] <= drawn.min() and drawn.max() <= ends[1]
    assert drawn.max() - drawn.min() > 0.5 * (ends[1] - ends[0])


@pytest.mark.parametrize(("name", "choice"), CHOICES)
def test_a_choice_changes_the_image(name, choice):
    assert differ(GenerateSpec(**BASE), GenerateSpec(**BASE | {name: choice}))


def test_an_image_follows_from_seed_and_number_alone():
    spec = GenerateSpec()
    assert columns(draw(spec, 5)) == columns(draw(spec, 5))
    assert len({draw(spec, i)["noise_seed"] for i in range(100)} | {draw(GenerateSpec(seed=1), 0)["noise_seed"]}) == 101


def test_turning_one_knob_leaves_text_colours_and_symbols_as_they_were():
    before, after = draw(GenerateSpec(), 9), draw(GenerateSpec(dots=5, curves=3, gaussian_noise=0.3, paper=250), 9)
    for name in ("text", "ink_colour", "symbols", "noise_seed"):
        assert before[name] == after[name]


def test_all_symbols_and_lengths_occur():
    spec = GenerateSpec(symbols="abc", length="1-3", font_size="20-40")
    rows = [draw(spec, i) for i in range(200)]
    assert {len(row["text"]) for row in rows} == {1, 2, 3}
    assert {symbol.text for row in rows for symbol in row["symbols"]} == set("abc")


@pytest.mark.parametrize(
    "knobs, sizes",
    [
        ({}, {42, 50, 56}),  # those of the captcha package
        ({"font_size": "20-40"}, {20, 30, 40}),
        ({"font_size": "20-40", "middle_size": 25}, {20, 25, 40}),
        ({"font_size": "20-40", "size_steps": 2}, {20, 40}),
        ({"font_size": "20-40", "size_steps": 5, "middle_size": 25}, {20, 25, 30, 35, 40}),
        ({"font_size": "20-40", "size_steps": 1}, {30}),
        ({"font_size": 33}, {33}),
    ],
)
def test_all_sizes_occur_and_no_others(knobs, sizes):
    spec = GenerateSpec(length=1, **knobs)
    assert {symbol.size for i in range(200) for symbol in draw(spec, i)["symbols"]} == sizes
