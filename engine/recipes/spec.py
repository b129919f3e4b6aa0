"""What may be asked of the recipes."""

import re

from pydantic import model_validator

from engine.nets.recipes import recipe_of
from engine.spec import Spec, knob

SHAPE = re.compile(r"([1-9]\d{0,3})x([1-9]\d{0,3})x([13])")


class RecipesSpec(Spec):
    """Which recipe to tell of, and for which pictures and texts its net is to be built."""

    recipe: str = knob("", "The recipe, or the path of a Python file; without it all are listed.")
    shape: str = knob("160x60x1", "Pictures: width x height x channels, 1 for grey and 3 for colour.")
    slots: int = knob(4, "Symbols in the longest text.", low=1, high=1000)
    symbols: int = knob(36, "Different symbols.", low=1, high=100_000)

    @model_validator(mode="after")
    def usable(self) -> "RecipesSpec":
        """Refuses recipes that do not exist and shapes that are none."""
        if self.recipe:
            recipe_of(self.recipe)
        if not SHAPE.fullmatch(self.shape):
            raise ValueError(
                f"shape must be width x height x channels with 1 or 3 channels, such as 160x60x1; got {self.shape!r}."
            )
        return self

    @property
    def pictures(self) -> tuple[int, int, int]:
        """Height, width and channels."""
        width, height, channels = map(int, self.shape.split("x"))
        return height, width, channels
