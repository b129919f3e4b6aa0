"""A form starts with what the recipe would take."""

import pytest

from engine.nets.recipes import RECIPES
from engine.train.spec import TrainSpec
from engine.train.suggestions import left_to_recipe


@pytest.mark.parametrize("recipe", RECIPES)
def test_giving_what_is_suggested_changes_nothing(recipe):
    values = left_to_recipe(recipe, 5000)
    assert None not in values.values() and values["epochs"] >= 1
    left = TrainSpec(
        dataset="d", name="m", recipe=recipe, ending="epochs"
    )  # auto goes by progress where epochs are open
    assert left.model_copy(update=values).resolved(5000) == left.resolved(5000)
    assert {name for name in values if getattr(left, name) is not None} == set()
