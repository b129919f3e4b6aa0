"""Tells what recipes there are, and how large the net of one is for given pictures and texts."""

from typing import Any

from engine.nets.recipes import RECIPES, recipe_of
from engine.recipes.spec import RecipesSpec


def run(spec: RecipesSpec) -> dict[str, Any]:
    """All recipes with what they bring along; or one of them, with the parameters and outputs of its net.

    Raises ValueError, with a sentence, when the net cannot be built for these pictures.
    """
    if not spec.recipe:
        return {name: {"sentence": each.sentence, **each.own} for name, each in RECIPES.items()}
    # Building a net takes TensorFlow's seconds; listing them does not.
    from engine.nets.parts import USUAL
    from engine.nets.table import build

    recipe = recipe_of(spec.recipe)
    classes = spec.symbols + (recipe.decoding == "ctc")  # CTC's blank comes on top
    net = build(spec.recipe, spec.pictures, spec.slots, classes, USUAL)
    return {
        "recipe": spec.recipe,
        "sentence": recipe.sentence,
        "parameters": net.count_params(),
        "shape": spec.shape,
        "slots": spec.slots,
        "symbols": spec.symbols,
        "output": list(net.output_shape[1:]),
        "defaults": recipe.own,
    }
