"""The parameters of training are checked without TensorFlow, and get the recipe's values where none are given."""

import subprocess
import sys

import pytest

from engine.core.storage.paths import PROJECT
from engine.nets.recipes import RECIPES
from engine.spec import knobs, read
from engine.train.spec import TrainSpec


def spec(**values):
    return read(TrainSpec, {"dataset": "d", "name": "m", **values})


def test_reading_the_spec_leaves_tensorflow_out():
    code = "import sys, engine.train.spec; assert not {'tensorflow', 'keras'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True, timeout=60)


def test_a_recipe_has_a_value_for_every_field_that_is_left_to_it():
    left_open = {knob.name for knob in knobs(TrainSpec) if not knob.required and knob.default is None}
    for recipe in RECIPES.values():
        assert left_open - {"epochs"} <= set(recipe.own) <= left_open
        assert not [name for name, value in spec().resolved(100) if value is None]


@pytest.mark.parametrize("images, epochs", [(7000, 12), (60_000, 12), (1600, 50), (728, 100), (10, 100)])
def test_epochs_left_open_suit_the_number_of_images(images, epochs):
    assert spec().resolved(images).epochs == epochs
    assert spec(epochs=3).resolved(images).epochs == 3


def test_the_rate_left_open_is_the_recipes_own():
    for name, recipe in RECIPES.items():
        assert spec(recipe=name).resolved(100).learning_rate == recipe.own["learning_rate"]
        assert spec(recipe=name, learning_rate=0.01).resolved(100).learning_rate == 0.01


@pytest.mark.parametrize(
    "values, words",
    [
        ({"learning_rate": 10}, "learning_rate must be in [1e-07, 1]; got 10"),
        ({"batch": 0}, "batch must be in [1, 4096]; got 0"),
        ({"recipe": "vgg"}, "recipe must be one of slotnet, slotnet-small"),
        ({"name": "../m"}, "name must be 1 to 100 letters"),
        ({"blocks": "32,64"}, "blocks must be one to eight whole numbers joined by '-'"),
        ({"optimiser": "lion"}, "optimiser must be one of 'adamw', 'adam' or 'sgd'; got 'lion'"),
        ({"shift": float("nan")}, "shift must be in"),
    ],
)
def test_what_cannot_be_is_answered_with_a_sentence(values, words):
    with pytest.raises(ValueError) as error:
        spec(**values)
    assert words in str(error.value)
