"""The recipes: all nets, each with the training settings that apply by default. Does not load TensorFlow."""

from pathlib import PurePath
from typing import Any, Literal, NamedTuple

LEAN = {
    "batch": 32, "optimiser": "adamw", "learning_rate": 6e-3, "schedule": "cosine", "weight_decay": 1e-4,
    "clipnorm": 0.0, "dropout": 0.0, "label_smoothing": 0.05, "ema": 0.99, "frozen_epochs": 0, "framing": 0.35,
}  # fmt: skip
PLAIN = {
    **LEAN, "optimiser": "adam", "learning_rate": 1e-3, "schedule": "constant", "weight_decay": 0.0,
    "label_smoothing": 0.0, "ema": 0.0, "framing": 0.0,
}  # fmt: skip


class Recipe(NamedTuple):
    """A net with the way it is trained.

    own: values of TrainSpec's fields that the user does not set; without epochs, they follow from the number of
    images. decoding: whether the net gives a softmax for each position of the text, or one for each frame from left to
    right, to be decoded by CTC.
    """

    sentence: str
    own: dict[str, Any]
    decoding: Literal["slots", "ctc"] = "slots"


RECIPES = {
    "slotnet": Recipe(
        "The default: small and fast, for texts up to about 10 symbols; one learned query per symbol.", LEAN
    ),
    "slotnet-small": Recipe("Half the width of slotnet, for easy images and quick trials.", LEAN),
    "slotnet-large": Recipe(
        "Twice the width of slotnet, for many symbols and hard images.", {**LEAN, "learning_rate": 4e-3}
    ),
    "slotnet-noisy": Recipe("Slotnet whose first layers sum over more pixels, for very noisy images.", LEAN),
    "slotnet-edge": Recipe(
        "Slotnet with depthwise convolutions: a smaller file, and less computation per image.", LEAN
    ),
    "ctc": Recipe(
        "For long texts and unknown lengths: convolutions along the line, decoded by CTC.",
        {**LEAN, "learning_rate": 3e-3, "clipnorm": 1.0, "label_smoothing": 0.0},
        "ctc",
    ),
    "multihead": Recipe("The classic: five blocks of two convolutions, a softmax per position.", PLAIN),
    "multihead-small": Recipe("Three convolutions and a dense layer, then two more layers per position.", PLAIN),
    "letters": Recipe(
        "Two convolutions for single letters of 28 x 28 pixels.",
        {**PLAIN, "epochs": 6, "clipnorm": 0.9, "dropout": 0.2},
    ),
    "glyphs": Recipe(
        "Blocks of convolutions, then dense layers; you set their number and widths.",
        {**PLAIN, "epochs": 50, "batch": 136, "learning_rate": 1e-4, "dropout": 0.25},
    ),
    "resnet50v2": Recipe(
        "ResNet50V2 pre-trained on ImageNet: trains its new head first, then all of it.",
        {**PLAIN, "epochs": 30, "frozen_epochs": 10, "dropout": 0.3},
    ),
    "cnn": Recipe(
        "A baseline for photos: four blocks of two convolutions, global pooling, a dense layer.",
        {**LEAN, "learning_rate": 1e-3, "dropout": 0.4, "ema": 0.0},
    ),
}
CUSTOM = Recipe("Your own net, from a Python file.", {**LEAN, "learning_rate": 1e-3})


def is_file(name: str) -> bool:
    """Whether a recipe's name is the path of a Python file."""
    return PurePath(name).suffix == ".py"


def recipe_of(name: str) -> Recipe:
    """The recipe of that name or of a Python file. Raises ValueError, naming all recipes, for any other name."""
    if is_file(name):
        return CUSTOM
    if name not in RECIPES:
        raise ValueError(f"recipe must be one of {', '.join(RECIPES)}, or the path of a Python file; got {name!r}.")
    return RECIPES[name]
