"""The parameters for listing or measuring recipes."""

import re

from pydantic import model_validator

from engine.nets.recipes import recipe_of
from engine.spec import Spec, knob

SHAPE = re.compile(r"([1-9]\d{0,3})x([1-9]\d{0,3})x([13])")


class RecipesSpec(Spec):
    """Which recipe to report on, and for which images and texts its net is built."""

    recipe: str = knob("", "The recipe, or the path of a Python file. Without it all recipes are listed.")
    shape: str = knob("160x60x1", "Size of the images: width x height x channels, 1 for grey and 3 for colour.")
    slots: int = knob(4, "Number of symbols in the longest text.", low=1, high=1000)
    symbols: int = knob(36, "Number of distinct symbols.", low=1, high=100_000)

    @model_validator(mode="after")
    def usable(self) -> "RecipesSpec":
        """Refuses recipes that do not exist, and malformed shapes."""
        if self.recipe:
            recipe_of(self.recipe)
        if not SHAPE.fullmatch(self.shape):
            raise ValueError(
                f"shape must be width x height x channels with 1 or 3 channels, such as 160x60x1; got {self.shape!r}."
            )
        return self

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """Height, width and channels."""
        width, height, channels = map(int, self.shape.split("x"))
        return height, width, channels
