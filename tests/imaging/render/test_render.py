"""The renderer: a pure function of the row, whose images look like the captcha package's."""

import numpy as np
import pytest
from PIL import Image

from benchmarks.fidelity import STYLES, distances
from engine.generate.sampling import draw
from engine.generate.spec import GenerateSpec
from engine.imaging.render.render import render


def plain(**knobs):
    """A row without dots, curves and smoothing."""
    return draw(GenerateSpec(dots=0, curves=0, smooth=False, **knobs), 0)


def test_the_same_row_gives_the_same_pixels():
    row = draw(GenerateSpec(gaussian_noise=0.1, salt_pepper_noise=0.1), 3)
    assert (render(row) == render(row)).all()


def test_grey_is_the_lightness_of_the_colour_image():
    colour = render(draw(GenerateSpec(), 1))
    grey = render(draw(GenerateSpec(mode="grey"), 1))
    assert grey.shape == (60, 160) and colour.shape == (60, 160, 3) and grey.dtype == np.uint8
    assert np.abs(np.asarray(Image.fromarray(colour).convert("L")).astype(int) - grey).max() <= 2


def test_solid_ink_reaches_its_colour_and_black_ink_by_luminance_leaves_nothing():
    assert set(np.unique(render(plain(ink=0, paper=255, fill="solid", spacing=1)))) >= {0, 255}
    assert set(np.unique(render(plain(ink=0, paper=255)))) == {255}


def test_a_text_wider_than_the_image_is_squeezed_into_it():
    ink = render(plain(length=12, font_size=50, ink=150, paper=250)) < 240
    columns = np.flatnonzero(ink.any(axis=(0, 2)))
    assert columns[0] < 30 and 100 < columns[-1] < 160


def test_dots_are_as_many_and_as_wide_as_asked():
    blank = {"symbols": [], "arcs": [], "smooth": False, "dots_at": np.array([[10, 10], [50, 20]])}
    row = plain(ink=0, paper=255) | blank | {"symbols": plain()["symbols"]}
    assert (render(row)[..., 0] == 0).sum() == 2 * 8


@pytest.mark.parametrize("style", STYLES)
def test_images_look_like_those_of_the_captcha_package(style):
    assert max(distances(400, style).values()) < 0.2  # two equal sides of 400 exceed that once in ten million times
