"""The preprocessing that is found from the images: what misleads a net is removed, all else is left alone."""

import json

import numpy as np
import pytest

from engine.collect.from_arrays import from_arrays
from engine.core.datasets import preprocessing
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.suggestion import suggested
from engine.imaging.preprocess import Preprocessing
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
    assert suggested(open_dataset("real")).preprocessing == Preprocessing()
