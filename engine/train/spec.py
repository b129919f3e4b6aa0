"""The parameters of training; form, command line and docs are derived from this. Nothing here loads TensorFlow."""

from typing import Literal, NamedTuple

from pydantic import model_validator

from engine import storage
from engine.spec import Spec, knob

ENOUGH_IMAGES = 80_000  # after about this many looks the default net gains little on any of the kinds of data tried
FEWEST_EPOCHS, MOST_EPOCHS = 12, 100


class Recipe(NamedTuple):
    """How a net is trained where the user does not say otherwise.

    rate: the (highest) learning rate. cosine: whether it warms up and then falls to nothing, or stays.
    weight_decay: as in AdamW; 0 is plain Adam. smoothing: how much of each label is spread over all classes.
    average: decay per step of the averaged weights that are judged and kept; 0 keeps the last weights.
    """

    sentence: str
    rate: float
    cosine: bool
    weight_decay: float
    smoothing: float
    average: float


RECIPES = {
    "slotnet": Recipe("Small and quick: one learned query per symbol.", 6e-3, True, 1e-4, 0.05, 0.99),
    "multihead": Recipe("The classic: ten convolutions, a softmax per position.", 1e-3, False, 0.0, 0.0, 0.0),
}


class TrainSpec(Spec):
    """How a net learns to read a dataset that was split."""

    dataset: str = knob(..., "The dataset to learn from; it must be split.")
    name: str = knob(..., "Name of the new model.")
    recipe: Literal["slotnet", "multihead"] = knob(
        "slotnet", "The net: slotnet is small and quick, multihead the classic with one softmax per position."
    )
    share: float = knob(1.0, "Learn from this share of the training images only.", low=0.0001, high=1)
    continue_from: str = knob("", "A model whose weights to start from; empty starts from nothing.")
    epochs: int = knob(
        0,
        "How often each training image is seen; 0 takes what suits the number of images. With stream each is new.",
        low=0,
        high=10_000,
        group="Learning",
    )
    stream: bool = knob(
        False,
        "Each epoch learns from new images, drawn with the settings of a generated dataset; a recipe always does.",
        group="Learning",
    )
    epoch_images: int = knob(
        0,
        "With stream: new images in an epoch; 0 takes as many as the training part has.",
        low=0,
        high=10_000_000,
        unit="images",
        group="Learning",
    )
    batch: int = knob(32, "Images per step.", low=1, high=4096, unit="images", group="Learning")
    learning_rate: float = knob(
        0.0, "Length of a step at its highest; 0 takes the recipe's own.", low=0, high=1, group="Learning"
    )
    patience: int = knob(
        0,
        "Stop after so many epochs without a better validation score; 0 goes to the end.",
        low=0,
        high=10_000,
        unit="epochs",
        group="Learning",
    )
    seed: int = knob(1, "Start of the random numbers.", low=0, high=2**31 - 1, group="Learning")
    mode: Literal["auto", "grey", "colour"] = knob(
        "auto", "What the net sees: shades of grey, colours, or (auto) what the dataset's steps say.", group="Pictures"
    )
    shift: float = knob(
        0.08, "Largest shift, as a share of the image's height.", low=0, high=0.2, group="Changed pictures"
    )
    turn: float = knob(
        6.0, "Largest turn; wide images are turned less.", low=0, high=15, unit="degrees", group="Changed pictures"
    )
    slant: float = knob(0.1, "Largest slant, as sideways shift per height.", low=0, high=0.3, group="Changed pictures")
    zoom: float = knob(
        0.15, "Largest change of width and of height, as a share.", low=0, high=0.2, group="Changed pictures"
    )
    contrast: float = knob(
        0.3, "Largest change of contrast and lightness, as a share.", low=0, high=0.6, group="Changed pictures"
    )
    noise: float = knob(
        0.05,
        "Largest standard deviation of added noise, as a share of the range from black to white.",
        low=0,
        high=0.3,
        group="Changed pictures",
    )

    @property
    def makes(self) -> tuple[Literal["model"], str]:
        """The model that a job with this spec makes."""
        return "model", self.name

    @model_validator(mode="after")
    def usable_name(self) -> "TrainSpec":
        """Refuses a name that cannot be a folder's."""
        storage.check_name(self.name, "model")
        return self

    def resolved(self, images: int) -> "TrainSpec":
        """The same spec with its own choices in place of zeros, for so many training images."""
        seen = self.epoch_images or images if self.stream else images
        chosen = {
            "epoch_images": seen if self.stream else self.epoch_images,
            "epochs": self.epochs or min(max(round(ENOUGH_IMAGES / seen), FEWEST_EPOCHS), MOST_EPOCHS),
            "learning_rate": self.learning_rate or RECIPES[self.recipe].rate,
        }
        return self.model_copy(update=chosen)
