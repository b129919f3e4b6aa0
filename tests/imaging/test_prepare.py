"""prepare: any picture in, exactly the asked size and mode out, nothing changed that need not be."""

import itertools

import numpy as np
import pytest
from pydantic import ValidationError

from engine.imaging.prepare import Preparation, prepare

RNG = np.random.default_rng(2)
GREY = RNG.integers(0, 256, (60, 160), dtype=np.uint8)
COLOUR = RNG.integers(0, 256, (60, 160, 3), dtype=np.uint8)
SIZES = [(60, 160), (30, 80), (64, 64), (200, 50), (1, 1)]


def test_every_combination_gives_the_asked_shape():
    inputs = [GREY, COLOUR, GREY[..., None], GREY[:1, :1], GREY[:, :1], COLOUR[:1], np.zeros((1, 40_000), np.uint8)]
    for mode, fit, (height, width) in itertools.product(("grey", "colour"), ("pad", "stretch"), SIZES):
        steps = Preparation(mode=mode, fit=fit, height=height, width=width)
        for image in inputs:
            out = prepare(image, steps)
            assert (out.shape, out.dtype) == ((height, width, steps.channels), np.uint8)


@pytest.mark.parametrize("fit", ["pad", "stretch"])
def test_a_picture_in_the_right_size_and_mode_keeps_every_byte(fit):
    for image, mode in ((GREY, "grey"), (COLOUR, "colour")):
        out = prepare(image, Preparation(mode=mode, fit=fit, height=60, width=160))
        assert out.tobytes() == image.tobytes()
        assert prepare(out, Preparation(mode=mode, fit=fit, height=60, width=160)).tobytes() == image.tobytes()


def test_grey_to_colour_and_back_loses_nothing():
    colour = prepare(GREY, Preparation(mode="colour", height=60, width=160))
    assert np.array_equal(prepare(colour, Preparation(height=60, width=160))[..., 0], GREY)


def test_shrinking_averages_areas():
    out = prepare(GREY, Preparation(fit="stretch", height=30, width=40))[..., 0]
    mean = GREY.reshape(30, 2, 40, 4).mean(axis=(1, 3))
    assert np.abs(out - mean).max() <= 1
    # One axis shrinks while the other grows: thin strokes must not fall between the samples.
    stripes = np.tile(np.array([0, 255], np.uint8), (10, 40))
    mixed = prepare(stripes, Preparation(fit="stretch", height=20, width=20))
    assert set(np.unique(mixed)) <= {127, 128}


def test_padding_keeps_the_aspect_and_continues_the_paper():
    image = np.full((20, 20, 3), (250, 240, 10), np.uint8)
    image[5:15, 5:15] = 0
    image[0, 0] = 255
    out = prepare(image, Preparation(mode="colour", fit="pad", height=40, width=100))
    ink = np.argwhere(out.sum(axis=2) < 200)
    assert np.ptp(ink, axis=0).tolist() == [19, 19]
    assert (out[:, :30] == (250, 240, 10)).all() and (out[:, 70:] == (250, 240, 10)).all()


@pytest.mark.parametrize("image", [np.zeros((4, 4)), np.zeros((4, 4, 4), np.uint8), np.zeros((0, 4), np.uint8)])
def test_arrays_that_are_no_picture_are_refused(image):
    with pytest.raises(ValueError, match="must be uint8"):
        prepare(image, Preparation(width=4, height=4))


def test_a_preparation_is_frozen_checked_and_survives_json():
    steps = Preparation(mode="colour", width=80, height=30, fit="stretch")
    assert Preparation.model_validate_json(steps.model_dump_json()) == steps
    with pytest.raises(ValidationError):
        Preparation(width=0, height=30)
