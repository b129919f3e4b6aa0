"""Corruptions do what their amounts say, on small letters and wide captchas alike, and always the same."""

import cv2
import numpy as np
import pytest

from engine.robustness.corruptions import CONDITIONS, CORRUPTIONS, corrupted, glyphs_of

GREY = np.full((80, 400), 128, np.uint8)


def bar(height, width, thick):
    """A dark bar across the middle of a light image."""
    image = np.full((height, width), 230, np.uint8)
    image[(height - thick) // 2 : (height + thick) // 2, width // 8 : width - width // 8] = 20
    return image


BAR = bar(80, 200, 40)


def lean_of(image):
    """The angle of the bar in an image, in degrees, by its second moments."""
    moments = cv2.moments((image < 128).astype(np.uint8))
    return np.degrees(0.5 * np.arctan2(2 * moments["mu11"], moments["mu20"] - moments["mu02"]))


def changed(before, after):
    return float((before != after).mean())


MEASURED = {
    "gaussian noise": (GREY, lambda before, after: after.std() / 255, 0.2),
    "shot noise": (GREY, lambda before, after: (255 * 128 / after.astype(float).var()) , 0.2),
    "salt and pepper": (GREY, changed, 0.1),
    "speckle": (GREY, lambda before, after: after.std() / 128, 0.25),
    "contrast": (bar(80, 200, 40), lambda before, after: np.ptp(after.astype(int)) / np.ptp(before.astype(int)), 0.05),
    "rotate": (bar(80, 200, 20), lambda before, after: abs(lean_of(after)), 0.05),
    "dots": (bar(200, 400, 100), lambda before, after: float((after == 20).mean() - (before == 20).mean()) / 0.81, 0.4),
    "occlusion": (BAR, lambda before, after: changed(before, after) ** 0.5 * BAR.size**0.5 / 40, 0.1),
}  # fmt: skip


@pytest.mark.parametrize("name", MEASURED)
@pytest.mark.parametrize("severity", [1, 3, 4])  # the strongest noise is cut off at black and white
def test_what_is_measured_is_what_was_asked_for(name, severity):
    image, measure, tolerance = MEASURED[name]
    amount = CORRUPTIONS[name].amounts[severity - 1]
    assert measure(image, corrupted(image, name, severity, 1, 0)) == pytest.approx(amount, rel=tolerance)


@pytest.mark.parametrize(
    "image", [BAR, np.dstack([BAR] * 3), np.zeros((28, 28), np.uint8)], ids=["grey", "colour", "flat"]
)
def test_every_condition_draws_an_image_always_the_same_and_severity_0_changes_nothing(image):
    for name, severity in CONDITIONS:
        drawn = corrupted(image, name, severity, 1, 7)
        assert drawn.dtype == np.uint8 and drawn.ndim == image.ndim and min(drawn.shape) > 0, name
        np.testing.assert_array_equal(drawn, corrupted(image, name, severity, 1, 7))
    for name in CORRUPTIONS:
        np.testing.assert_array_equal(corrupted(image, name, 0, 1, 7), image)


@pytest.mark.parametrize("name", ["defocus", "motion", "pixelate", "elastic"])
def test_small_and_large_glyphs_suffer_alike(name):
    small, large = bar(30, 60, 10), bar(120, 240, 40)
    losses = [
        np.abs(corrupted(image, name, 4, 1, 3).astype(float) - image).sum() / (image < 128).sum()
        for image in (small, large)
    ]
    assert losses[0] == pytest.approx(losses[1], rel=0.35) and losses[0] > 1


def test_glyphs_are_found_where_the_ink_is():
    assert glyphs_of(BAR).box == (25, 20, 175, 60) and glyphs_of(BAR).height == 40
    assert glyphs_of(np.zeros((28, 28), np.uint8)).height == 28


def test_a_harder_severity_changes_more():
    for name in ("gaussian noise", "motion", "JPEG", "lines", "dots", "occlusion", "elastic", "shear"):
        losses = [
            np.abs(cv2.resize(corrupted(BAR, name, severity, 1, 5), (200, 80)).astype(float) - BAR).mean()
            for severity in (1, 3, 5)
        ]
        assert losses == sorted(losses), name
