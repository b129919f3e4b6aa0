"""The recipes: which nets there are, and how each is trained where the user does not say otherwise. No TensorFlow."""

from pathlib import PurePath
from typing import Any, Literal, NamedTuple

LEAN = {
    "batch": 32, "optimiser": "adamw", "learning_rate": 6e-3, "schedule": "cosine", "weight_decay": 1e-4,
    "clipnorm": 0.0, "dropout": 0.0, "label_smoothing": 0.05, "average": 0.99, "frozen_epochs": 0,
}  # fmt: skip
PLAIN = {
    **LEAN, "optimiser": "adam", "learning_rate": 1e-3, "schedule": "constant", "weight_decay": 0.0,
    "label_smoothing": 0.0, "average": 0.0,
}  # fmt: skip


class Recipe(NamedTuple):
    """A net with the way it is trained.

    own: values of TrainSpec's fields where the user gives none; epochs are missing where they follow the number of
    images. decoding: whether the net gives a softmax for each place of the text, or one for each step from left to
    right, to be read by CTC.
    """

    sentence: str
    own: dict[str, Any]
    decoding: Literal["slots", "ctc"] = "slots"


RECIPES = {
    "slotnet": Recipe("The default: small and quick, one learned query per symbol, any length up to about 10.", LEAN),
    "slotnet-small": Recipe("Half of slotnet's width, for easy pictures and quick trials.", LEAN),
    "slotnet-large": Recipe(
        "Twice slotnet's width, for many symbols and hard pictures.", {**LEAN, "learning_rate": 4e-3}
    ),
    "slotnet-noisy": Recipe("Slotnet whose first layers sum over more pixels, for pictures full of noise.", LEAN),
    "slotnet-edge": Recipe("Slotnet of depthwise convolutions: a smaller file that reads with less work.", LEAN),
    "ctc": Recipe(
        "For long texts and unknown lengths: convolutions along the line, read by CTC.",
        {**LEAN, "learning_rate": 3e-3, "clipnorm": 1.0, "label_smoothing": 0.0},
        "ctc",
    ),
    "multihead": Recipe("The classic: five blocks of two convolutions, a softmax per position.", PLAIN),
    "multihead-small": Recipe("Three convolutions, a dense layer, and two more for each position.", PLAIN),
    "letters": Recipe(
        "Two convolutions for single letters of 28 x 28 pixels.",
        {**PLAIN, "epochs": 6, "clipnorm": 0.9, "dropout": 0.2},
    ),
    "glyphs": Recipe(
        "Blocks of convolutions, then dense layers; their number and widths are yours to set.",
        {**PLAIN, "epochs": 50, "batch": 136, "learning_rate": 1e-4, "dropout": 0.25},
    ),
    "resnet50v2": Recipe(
        "ResNet50V2 with what it learned from ImageNet: first its new head alone, then all of it.",
        {**PLAIN, "epochs": 30, "frozen_epochs": 10, "dropout": 0.3},
    ),
    "cnn": Recipe(
        "A baseline for photos: four blocks of two convolutions, global pooling, a dense layer.",
        {**LEAN, "learning_rate": 1e-3, "dropout": 0.4, "average": 0.0},
    ),
}
CUSTOM = Recipe("A net of your own, from a Python file.", {**LEAN, "learning_rate": 1e-3})


def is_file(name: str) -> bool:
    """Whether a recipe's name is the path of a Python file."""
    return PurePath(name).suffix == ".py"


def recipe_of(name: str) -> Recipe:
    """The recipe of that name, or that of a Python file; ValueError, naming those there are, for others."""
    if is_file(name):
        return CUSTOM
    if name not in RECIPES:
        raise ValueError(f"recipe must be one of {', '.join(RECIPES)}, or the path of a Python file; got {name!r}.")
    return RECIPES[name]
