"""Changed training images: the same for the same seed, epoch and row, never cut off, and never of another kind."""

import numpy as np
import pytest

from engine.spec import knobs
from engine.train.data.augment import augmented, steepest
from engine.train.spec import TrainSpec

STRENGTHS = [each for each in knobs(TrainSpec) if each.group == "Changed pictures" and each.kind == "number"]
NONE = {each.name: 0.0 for each in STRENGTHS}
ROWS = np.array([3, 0, 4])


def spec(**values):
    return TrainSpec(dataset="d", name="m", **values)


def block(height, width, share=0.5):
    """Light sheets with a dark block in the middle that covers a share of both sides."""
    images = np.full((5, height, width, 1), 220, np.uint8)
    top, left = round(height * (1 - share) / 2), round(width * (1 - share) / 2)
    images[:, top : height - top, left : width - left] = 40
    return images


def test_the_same_seed_epoch_and_row_give_the_same_image_in_any_order():
    images = np.random.default_rng(1).integers(0, 256, (5, 20, 60, 1), dtype=np.uint8)
    once, again = augmented(images[ROWS], ROWS, 2, spec()), augmented(images[ROWS[::-1]], ROWS[::-1], 2, spec())
    assert (once == again[::-1]).all() and once.shape == (3, 20, 60, 1) and once.dtype == np.uint8
    for other in (augmented(images[ROWS], ROWS, 3, spec()), augmented(images[ROWS], ROWS, 2, spec(seed=9))):
        assert (once != other).any()


def test_without_strength_nothing_changes():
    images = block(20, 60)
    assert (augmented(images[ROWS], ROWS, 0, spec(**NONE)) == images[ROWS]).all()


@pytest.mark.parametrize("each", STRENGTHS, ids=lambda each: each.name)
@pytest.mark.parametrize("shape", [(60, 160), (50, 200), (28, 28)])
def test_each_knob_changes_the_image_and_at_its_most_cuts_nothing_off(each, shape):
    images = block(*shape)
    for epoch in range(20):
        changed = augmented(images[ROWS], ROWS, epoch, spec(**{**NONE, each.name: each.high}))
        assert (changed != images[ROWS]).any()
        if each.name in ("shift", "turn", "slant", "zoom"):
            edges = [changed[:, 0], changed[:, -1], changed[:, :, 0], changed[:, :, -1]]
            assert min(edge.min() for edge in edges) == 220


def test_a_wide_image_is_turned_less():
    assert steepest(50, 200) < steepest(60, 160) < steepest(28, 28)
    assert 100 * np.sin(np.deg2rad(steepest(50, 200))) <= 50 / 8 + 1e-9


def test_noise_has_the_strength_asked_for():
    images = np.full((200, 30, 40, 1), 128, np.uint8)
    changed = augmented(images, np.arange(200), 0, spec(**{**NONE, "noise": 0.1})).astype(float) - 127.5
    deviations = changed.reshape(200, -1).std(axis=1) / 255
    assert deviations.max() == pytest.approx(0.1, abs=0.005) and deviations.mean() == pytest.approx(0.05, abs=0.005)
