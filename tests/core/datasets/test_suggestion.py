"""The preprocessing that is found from the images: what misleads a net is removed, all else is left alone."""

import json

import numpy as np
import pytest

from engine.collect.from_arrays import from_arrays
from engine.core.datasets import preprocessing
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.suggestion import suggested
from engine.imaging.decode import decode
from engine.imaging.preprocess import Preprocessing, preprocessed
from tests.support.commands import engine


def bars(number, background):
    """An image with bars of light and of dark ink on a background, uint8 (40, 160)."""
    image = background.copy()
    for place, ink in enumerate((10, 250, 10, 250)):
        left = 15 + 35 * place + number % 9
        image[10:30, left : left + 4] = ink
    return image


GRADIENT = np.repeat(np.linspace(50, 200, 160)[None], 40, axis=0).astype(np.uint8)
PAPER = np.full((40, 160), 130, np.uint8)


def store(name, background):
    from_arrays(name, [bars(number, background) for number in range(40)], ["a", "b"] * 20)
    return open_dataset(name)


def test_a_gradient_is_removed_and_paper_is_left_alone(home):
    found = suggested(store("gradient", GRADIENT))
    assert found.preprocessing == Preprocessing(background="remove") and "%" in found.reason
    assert suggested(store("paper", PAPER)) == (Preprocessing(), "")
    noise = np.random.default_rng(2).integers(0, 256, (40, 30, 30), np.uint8)
    from_arrays("noise", list(noise), ["a", "b"] * 20)
    assert suggested(open_dataset("noise")).preprocessing == Preprocessing()


def test_light_and_dark_ink_are_made_alike_in_texts_and_one_symbol_is_left_alone(home):
    dark = [np.where(bars(number, PAPER) == 10, np.uint8(10), np.uint8(200)) for number in range(40)]
    for name, inverted, text, polarity, words in (
        ("dark", 0, "aa", "auto", ""), ("light", 1, "aa", "light", ""), ("mixed", 2, "aa", "auto", "50%"),
        ("single", 2, "a", "keep", ""),
    ):  # fmt: skip
        images = [255 - image if inverted == 1 or (inverted and number % 4 < 2) else image
                  for number, image in enumerate(dark)]  # fmt: skip
        from_arrays(name, images, [text, text.replace("a", "b")] * 20)
        found = suggested(open_dataset(name))
        assert found.preprocessing == Preprocessing(polarity=polarity) and words in found.reason
    photographs = np.random.default_rng(3).integers(0, 256, (40, 6, 20), dtype=np.uint8).repeat(8, 1).repeat(8, 2)
    from_arrays("photographs", list(photographs), ["aa", "bb"] * 20)
    assert suggested(open_dataset("photographs")).preprocessing == Preprocessing()


def test_what_a_person_chose_holds_until_they_give_it_back(home):
    source = store("gradient", GRADIENT)
    assert preprocessing.preprocessing_of(source).background == "remove"
    engine(home, "prepare --dataset gradient --preset none")
    assert preprocessing.preprocessing_of(source) == Preprocessing()
    said = json.loads(engine(home, "prepare --dataset gradient --preset auto --json"))
    assert said["steps"]["background"] == "remove" and "contrast" in said["reason"]
    assert preprocessing.preprocessing_of(source).background == "remove"


@pytest.mark.parametrize("file", ["captcha_images_v2.zip", "handwritten62.zip", "signs_per_user.zip"])
def test_real_images_that_a_net_learns_well_are_left_alone(home, shared_data, file):
    label = "--label-from folder" if "signs" in file else "--label-from stem"
    engine(home, f"collect --name real --source {shared_data / file} {label}")
    source = open_dataset("real")
    steps = suggested(source).preprocessing
    assert steps.background == "keep" and (file != "signs_per_user.zip" or steps == Preprocessing())
    if file == "captcha_images_v2.zip":
        for image in map(decode, source.image_files(range(50))):
            (own, _), (inverted, _) = (preprocessed(pixels, steps) for pixels in (image, 255 - image))
            np.testing.assert_array_equal(own, preprocessed(image, Preprocessing())[0])
            np.testing.assert_array_equal(own, inverted)
