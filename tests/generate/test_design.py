"""Experiments: the same texts under every condition, paired by their group; or levels in equal shares."""

from collections import Counter

import numpy as np

from engine.generate.run import first
from engine.generate.sampling import draw
from engine.generate.spec import GenerateSpec

TWO = ("gaussian_noise=0,0.1,0.2", "salt_pepper_noise=0,0.3")


def rows(spec):
    return [draw(spec, i) for i in range(spec.images)]


def test_a_grid_draws_each_text_under_every_combination_and_only_the_levels_differ():
    spec = GenerateSpec(experiment="grid", levels=TWO, count=5)
    drawn = rows(spec)
    assert spec.images == len(drawn) == 30
    for start in range(0, 30, 6):
        block = drawn[start : start + 6]
        assert {row["group"] for row in block} == {f"{start // 6:07d}"}
        assert len({(row["text"], row["ink_colour"], str(row["symbols"]), row["noise_seed"]) for row in block}) == 1
        assert len({(row["gaussian_noise"], row["salt_pepper_noise"]) for row in block}) == 6
    assert drawn[1]["condition"] == "gaussian_noise=0, salt_pepper_noise=0.3"


def test_one_knob_at_a_time_has_one_condition_where_nothing_is_changed():
    spec = GenerateSpec(experiment="each", levels=TWO, count=2)
    labels = ["base", "gaussian_noise=0.1", "gaussian_noise=0.2", "salt_pepper_noise=0.3"]
    assert [row["condition"] for row in rows(spec)] == labels * 2


def test_balanced_levels_have_equal_shares_and_texts_of_their_own():
    spec = GenerateSpec(experiment="balanced", levels=("gaussian_noise=0.2,0.3,0.4",), count=300)
    drawn = rows(spec)
    assert Counter(row["gaussian_noise"] for row in drawn) == {0.2: 100, 0.3: 100, 0.4: 100}
    assert len({row["noise_seed"] for row in drawn}) == 300 and "group" not in drawn[0]


def test_a_redrawn_image_keeps_its_text():
    guarded = {"uncut": True, "font_size": 40, "baseline_jitter": 0.2, "length": 2}
    spec = GenerateSpec(experiment="each", levels=("rotation=0,60",), count=20, **guarded)
    shown = [sample.columns for sample in first(spec, 40)]
    assert any(columns["redrawn"] for columns in shown)
    assert [columns["text"] for columns in shown] == [row["text"] for row in rows(spec)[:40]]
    assert not np.any([columns["cut"] for columns in shown])
