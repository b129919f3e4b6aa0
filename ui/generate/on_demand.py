"""Recipes: datasets that are settings alone, whose images are drawn when they are needed."""

from engine.generate.spec import GenerateSpec
from engine.spec import read
from ui.starter import Other
from ui.text import plain

ABOUT = (
    "A recipe keeps these settings in place of images: it is there at once and takes no room, each image is drawn "
    "whenever it is needed, and training on it sees new ones in every epoch."
)


def save_as_recipe(spec: GenerateSpec | None) -> Other:
    """The button that keeps a spec as a recipe; it cannot be pressed, and says why, where the spec cannot be one."""
    if spec is None:
        return Other("Save as recipe", None, ABOUT)
    try:
        return Other("Save as recipe", read(GenerateSpec, spec.model_dump() | {"store": "recipe"}), ABOUT)
    except ValueError as why:
        return Other("Save as recipe", None, plain(why))
