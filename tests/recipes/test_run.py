"""The verb `recipes`: the list of recipes, and the size of a net."""

import pytest

from engine.nets.recipes import RECIPES
from engine.recipes.run import run
from engine.recipes.spec import RecipesSpec
from engine.spec import read


def ask(**values):
    return run(read(RecipesSpec, values))


def test_all_are_listed_with_their_defaults():
    recipes = ask()
    assert list(recipes) == list(RECIPES)
    assert (
        recipes["letters"]["epochs"] == 6
        and recipes["letters"]["clipnorm"] == 0.9
        and recipes["letters"]["batch"] == 32
    )
    assert (recipes["glyphs"]["batch"], recipes["glyphs"]["learning_rate"], recipes["glyphs"]["epochs"]) == (
        136,
        1e-4,
        50,
    )


def test_one_is_built_for_given_images_and_texts():
    report = ask(recipe="multihead", shape="192x96x3", slots=6, symbols=43)
    assert report["parameters"] == 3_547_426 and report["output"] == [6, 43]
    assert ask(recipe="ctc", shape="160x60x1", slots=4, symbols=10)["output"][1] == 11


@pytest.mark.parametrize(
    "values, words",
    [
        ({"recipe": "vgg"}, "recipe must be one of slotnet, "),
        ({"recipe": "ctc", "shape": "160x60"}, "shape must be width x height x channels"),
        ({"recipe": "multihead", "shape": "20x20x1"}, "at least 32 x 32 pixels; these are 20 x 20"),
    ],
)
def test_what_cannot_be_built_is_answered_with_a_sentence(values, words):
    with pytest.raises(ValueError) as error:
        ask(**values)
    assert words in str(error.value)
