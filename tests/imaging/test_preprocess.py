"""prepare: any image in, exactly the asked size and mode out, nothing changed that need not be."""

import itertools

import numpy as np
import pytest
from pydantic import ValidationError

from engine.imaging.preprocess import Preparation, Preprocessing, prepare
from engine.spec import knobs, read

RNG = np.random.default_rng(2)
GREY = RNG.integers(0, 256, (60, 160), dtype=np.uint8)
COLOUR = RNG.integers(0, 256, (60, 160, 3), dtype=np.uint8)
SIZES = [(60, 160), (30, 80), (64, 64), (200, 50), (1, 1)]


def test_every_combination_gives_the_asked_shape():
    inputs = [GREY, COLOUR, GREY[..., None], GREY[:1, :1], GREY[:, :1], COLOUR[:1], np.zeros((1, 40_000), np.uint8)]
    for mode, fit, (height, width) in itertools.product(("grey", "colour"), ("pad", "stretch"), SIZES):
        preparation = Preparation(mode=mode, fit=fit, height=height, width=width)
        for image in inputs:
            out = prepare(image, preparation)
            assert (out.shape, out.dtype) == ((height, width, preparation.channels), np.uint8)


@pytest.mark.parametrize("fit", ["pad", "stretch"])
def test_an_image_in_the_right_size_and_mode_keeps_every_byte(fit):
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
def test_arrays_that_are_no_image_are_refused(image):
    with pytest.raises(ValueError, match="must be uint8"):
        prepare(image, Preparation(width=4, height=4))


def test_a_preparation_is_frozen_checked_and_survives_json():
    preparation = Preparation(mode="colour", width=80, height=30, fit="stretch")
    assert Preparation.model_validate_json(preparation.model_dump_json()) == preparation
    with pytest.raises(ValidationError):
        Preparation(width=0, height=30)


EVERY_OPERATION = {
    "blur": "median", "polarity": "auto", "threshold": "otsu", "morphology": "open", "crop": True, "margin": 3
}  # fmt: skip
CHOICES = {"background": 2, "blur": 4, "polarity": 4, "threshold": 3, "morphology": 5, "mode": 2, "fit": 2}


def letter(left=30, top=12, size=(60, 160), paper=220, ink=40, times=1):
    """An image with an L of 20 x 30 pixels, times as large."""
    image = np.full(size, paper, np.uint8)
    image[top : top + 30 * times, left : left + 6 * times] = ink
    image[top + 24 * times : top + 30 * times, left : left + 20 * times] = ink
    return image


def test_no_operation_fails_on_any_image_and_all_give_the_same_bytes_again():
    rough = [
        GREY, COLOUR, letter(), 255 - letter(), np.zeros((50, 200), np.uint8), np.full((9, 9, 3), 255, np.uint8),
        GREY[:1, :1], np.zeros((1, 5000), np.uint8), np.full((3000, 2), 7, np.uint8), COLOUR[:2, :3],
    ]  # fmt: skip
    kinds = {knob.name: knob.choices for knob in knobs(Preparation) if knob.kind == "choice"}
    assert {name: len(choices) for name, choices in kinds.items()} == CHOICES
    for number, values in enumerate(itertools.product(*kinds.values())):
        preparation = Preparation(
            **dict(zip(kinds, values, strict=True)), crop=number % 3 > 0, margin=2, width=33, height=21
        )
        image = rough[number % len(rough)]
        before = image.copy()
        out = prepare(image, preparation)
        assert (out.shape, out.dtype) == ((21, 33, preparation.channels), np.uint8)
        assert np.array_equal(out, prepare(image, preparation)) and np.array_equal(image, before)


@pytest.mark.parametrize("value", [0, 30, 127, 128, 200, 255])
@pytest.mark.parametrize("threshold", ["otsu", "none"])
def test_a_blank_image_is_all_background(value, threshold):
    noisy = np.full((50, 200), value, np.uint8)
    noisy[::3, ::5] -= min(value, 6)
    preparation = Preparation(**EVERY_OPERATION | {"threshold": threshold}, width=40, height=20)
    out = prepare(noisy, preparation)
    assert out.min() >= (255 if threshold == "otsu" else 127 - 6)
    assert prepare(noisy, preparation.model_copy(update={"polarity": "light"})).max() <= (
        0 if threshold == "otsu" else 133
    )


def test_cropped_symbols_are_the_same_wherever_they_stood_however_large_and_in_either_polarity():
    preparation = Preparation(polarity="auto", threshold="otsu", crop=True, margin=4, width=32, height=48)
    wanted = prepare(letter(), preparation)
    for image in (letter(100, 5), letter(3, 28), 255 - letter(), letter(paper=90, ink=60)):
        assert np.array_equal(prepare(image, preparation), wanted)
    assert np.abs(prepare(letter(size=(200, 300), times=3), preparation).astype(int) - wanted).mean() < 8
    ink = np.argwhere(wanted[..., 0] < 128)
    assert ink.min(axis=0).tolist() == [6, 4] and ink.max(axis=0).tolist() == [41, 27]
    assert np.array_equal(prepare(letter(), preparation.model_copy(update={"polarity": "light"})), 255 - wanted)


@pytest.mark.parametrize("polarity", ["keep", "invert"])
def test_morphology_acts_on_the_ink_whether_it_is_dark_or_light(polarity):
    image = letter()
    image[50, 150] = 40
    image[20, 33] = 220

    def ink(how):
        preparation = Preparation(polarity=polarity, threshold="otsu", morphology=how, width=160, height=60)
        return prepare(image, preparation)[..., 0] == (0 if polarity == "keep" else 255)

    plain = ink("none")
    assert ink("dilate").sum() > plain.sum() > ink("erode").sum()
    assert plain[50, 150] and not ink("open")[50, 150]
    assert not plain[20, 33] and ink("close")[20, 33]


def test_a_speck_does_not_keep_background_but_the_dot_of_an_i_does():
    image = letter()
    image[55:57, 150:152] = 40
    preparation = Preparation(threshold="otsu", crop=True, width=20, height=30)
    assert np.array_equal(prepare(image, preparation), prepare(letter(), preparation))
    image[2:7, 30:35] = 40
    assert not np.array_equal(prepare(image, preparation), prepare(letter(), preparation))


def test_blurs_smooth_and_keep_what_they_should():
    speck = np.full((40, 40), 200, np.uint8)
    speck[20, 20] = 0
    half = np.repeat(np.array([[30] * 20 + [220] * 20], np.uint8), 40, axis=0)
    out = {how: prepare(speck, Preparation(blur=how, width=40, height=40))[20, 20, 0] for how in ("gaussian", "median")}
    assert out["median"] == 200 and 0 < out["gaussian"] < 200
    kept = prepare(half, Preparation(blur="bilateral", width=40, height=40))[..., 0]
    assert np.abs(kept.astype(int) - half).max() <= 1


def test_a_huge_photograph_takes_no_longer_than_a_large_one():
    page = np.full((4000, 6000, 3), 230, np.uint8)
    page[1000:3000, 2000:2400] = 20
    out = prepare(page, Preparation(**EVERY_OPERATION | {"blur": "bilateral"}, blur_size=7, width=32, height=32))[
        ..., 0
    ]
    assert out.min() == 0 and (out[:3] == 255).all() and (out[-3:] == 255).all()


def test_steps_of_older_models_do_nothing_new():
    old = Preparation.model_validate({"mode": "grey", "width": 80, "height": 30, "fit": "pad"})
    assert old == Preparation(width=80, height=30) and not old.by_ink


@pytest.mark.parametrize(
    "values, words",
    [
        ({"level": 255}, "level must be in [0, 254]; got 255"),
        ({"threshold": "mean"}, "threshold must be one of 'none', 'otsu' or 'fixed'; got 'mean'"),
        ({"crop": True, "margin": 16, "width": 32}, "margin must be less than half of width (32); got 16"),
        ({"blurr": "median"}, "blurr is not a known parameter"),
    ],
)
def test_steps_that_cannot_be_are_answered_with_a_sentence(values, words):
    with pytest.raises(ValueError) as error:
        read(Preprocessing, values)
    assert words in str(error.value)
