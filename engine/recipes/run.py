"""Lists the recipes, or reports the size of one recipe's net for given images and texts."""

from typing import Any

from engine.nets.recipes import RECIPES, recipe_of
from engine.recipes.spec import RecipesSpec


def run(spec: RecipesSpec) -> dict[str, Any]:
    """All recipes with their defaults; or one of them, with the parameters and outputs of its net.

    Raises ValueError, with a sentence, if the net cannot be built for these images.
    """
    if not spec.recipe:
        return {name: {"sentence": recipe.sentence, **recipe.own} for name, recipe in RECIPES.items()}
    # Building a net loads TensorFlow, which takes seconds; listing the recipes does not need it.
    from engine.nets.parts import USUAL
    from engine.nets.table import build

    recipe = recipe_of(spec.recipe)
    classes = spec.symbols + (recipe.decoding == "ctc")  # CTC adds a blank
    net = build(spec.recipe, spec.input_shape, spec.slots, classes, USUAL)
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
