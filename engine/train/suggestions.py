"""Values that a form for a training starts with."""

from typing import Any

from engine.spec import knobs
from engine.train.spec import TrainSpec


def left_to_recipe(recipe: str, images: int) -> dict[str, Any]:
    """The fields left to the recipe unless given, with the recipe's values for this number of training images."""
    open_spec = TrainSpec(dataset="d", name="m", recipe=recipe)
    resolved = open_spec.resolved(images)
    return {
        knob.name: getattr(resolved, knob.name) for knob in knobs(TrainSpec) if getattr(open_spec, knob.name) is None
    }
