"""Augmented images: the same for the same seed, epoch and row, never cut off, and of the same shape."""

import numpy as np
import pytest

from engine.spec import knobs
from engine.train.data.augment import augment, largest_rotation
from engine.train.spec import TrainSpec

STRENGTHS = [knob for knob in knobs(TrainSpec) if knob.group == "Augmentation" and knob.kind == "number"]
NONE = {knob.name: 0.0 for knob in STRENGTHS}
ROWS = np.array([3, 0, 4])


def spec(**values):
    return TrainSpec(dataset="d", name="m", **values)


def block(height, width, share=0.5):
    """Light images with a dark block in the middle that covers a share of both sides."""
    images = np.full((5, height, width, 1), 220, np.uint8)
    top, left = round(height * (1 - share) / 2), round(width * (1 - share) / 2)
    images[:, top : height - top, left : width - left] = 40
    return images


def test_the_same_seed_epoch_and_row_give_the_same_image_in_any_order():
    images = np.random.default_rng(1).integers(0, 256, (5, 20, 60, 1), dtype=np.uint8)
    once, again = augment(images[ROWS], ROWS, 2, spec()), augment(images[ROWS[::-1]], ROWS[::-1], 2, spec())
    assert (once == again[::-1]).all() and once.shape == (3, 20, 60, 1) and once.dtype == np.uint8
    for different in (augment(images[ROWS], ROWS, 3, spec()), augment(images[ROWS], ROWS, 2, spec(seed=9))):
        assert (once != different).any()


def test_without_strength_nothing_changes():
    images = block(20, 60)
    assert (augment(images[ROWS], ROWS, 0, spec(**NONE)) == images[ROWS]).all()


@pytest.mark.parametrize("knob", STRENGTHS, ids=lambda knob: knob.name)
@pytest.mark.parametrize("shape", [(60, 160), (50, 200), (28, 28)])
def test_each_knob_changes_the_image_and_at_its_maximum_cuts_nothing_off(knob, shape):
    images = block(*shape)
    for epoch in range(20):
        changed = augment(images[ROWS], ROWS, epoch, spec(**{**NONE, knob.name: knob.high}))
        assert (changed != images[ROWS]).any()
        if knob.name in ("shift", "rotation", "shear", "scale"):
            edges = [changed[:, 0], changed[:, -1], changed[:, :, 0], changed[:, :, -1]]
            assert min(edge.min() for edge in edges) == 220


def test_a_wide_image_is_rotated_less():
    assert largest_rotation(50, 200) < largest_rotation(60, 160) < largest_rotation(28, 28)
    assert 100 * np.sin(np.deg2rad(largest_rotation(50, 200))) <= 50 / 8 + 1e-9


def test_noise_has_the_strength_asked_for():
    images = np.full((200, 30, 40, 1), 128, np.uint8)
    changed = augment(images, np.arange(200), 0, spec(**{**NONE, "noise": 0.1})).astype(float) - 127.5
    deviations = changed.reshape(200, -1).std(axis=1) / 255
    assert deviations.max() == pytest.approx(0.1, abs=0.005) and deviations.mean() == pytest.approx(0.05, abs=0.005)
