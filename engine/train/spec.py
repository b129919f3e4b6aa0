"""The parameters of training; form, command line and docs are derived from this. Nothing here loads TensorFlow."""

import re
from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import model_validator

from engine.core.models.card import read_card
from engine.core.storage.paths import check_name
from engine.nets.recipes import recipe_of
from engine.spec import Spec, knob

ENOUGH_IMAGES = 80_000  # after about this many looks the default net gains little on any of the kinds of data tried
FEWEST_EPOCHS, MOST_EPOCHS = 12, 100
WIDTHS = re.compile(r"[1-9]\d{0,3}(-[1-9]\d{0,3}){0,7}")
OWN = "without it, what the recipe says"


class TrainSpec(Spec):
    """How a net learns to read a dataset that was split."""

    dataset: str = knob(..., "The dataset to learn from; it must be split.")
    name: str = knob(..., "Name of the new model.")
    recipe: str = knob("slotnet", "The net: a recipe's name, or the path of a Python file with a net of your own.")
    epochs: int | None = knob(
        None,
        f"How often each training image is seen; {OWN} or what suits the number of images.",
        low=1,
        high=10_000,
    )
    patience: int = knob(
        0,
        "Stop after so many epochs without a better validation score; 0 goes to the end. The best epoch is kept.",
        low=0,
        high=10_000,
        unit="epochs",
    )
    seed: int = knob(1, "Start of the random numbers.", low=0, high=2**31 - 1)

    stream: bool = knob(
        False,
        "Each epoch learns from new images, drawn with the settings of a generated dataset; a recipe always does.",
        group="Which images",
    )
    epoch_images: int = knob(
        0,
        "With stream: new images in an epoch; 0 takes as many as the training part has.",
        low=0,
        high=10_000_000,
        unit="images",
        group="Which images",
    )
    share: float = knob(
        1.0, "Learn from this share of the training images only.", low=0.0001, high=1, group="Which images"
    )

    continue_from: str = knob(
        "",
        "A model whose weights to start from. With other symbols or lengths only its last layers begin anew.",
        group="Start and end",
    )
    like: str = knob(
        "", "A model whose run to repeat: its settings, wherever you give no others.", group="Start and end"
    )
    final: bool = knob(
        False,
        "Learn from all parts of the dataset, once the settings are chosen; no score can be told of such a model.",
        group="Start and end",
    )
    estimate: bool = knob(
        False,
        "Only tell what it would take, from two timed steps: parameters, memory, minutes. No model is made.",
        group="Start and end",
    )

    mode: Literal["auto", "grey", "colour"] = knob(
        "auto", "What the net sees: shades of grey, colours, or (auto) what the dataset's steps say.", group="Pictures"
    )

    shift: float = knob(
        0.08, "Largest shift, as a share of the image's height.", low=0, high=0.2, group="Changed pictures"
    )
    turn: float = knob(
        6.0, "Largest turn; wide images are turned less.", low=0, high=15, unit="degrees", group="Changed pictures"
    )
    slant: float = knob(
        0.1, "Largest slant (shear), as sideways shift per height.", low=0, high=0.3, group="Changed pictures"
    )
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
    blur: float = knob(
        0.0,
        "Largest standard deviation of a blur, as a share of the image's height.",
        low=0,
        high=0.03,
        group="Changed pictures",
    )
    erase: float = knob(
        0.0,
        "Largest side of a square that is painted over, as a share of the image's height.",
        low=0,
        high=0.25,
        group="Changed pictures",
    )
    flips: Literal["none", "sideways", "upside down", "both"] = knob(
        "none", "Mirror half of the images, only where a mirrored symbol means the same.", group="Changed pictures"
    )
    quarter_turns: bool = knob(
        False,
        "Lay images on any side (oblong ones upside down), only where symbols mean the same however they lie.",
        group="Changed pictures",
    )

    batch: int | None = knob(None, f"Images per step; {OWN}.", low=1, high=4096, unit="images", group="More")
    learning_rate: float | None = knob(None, f"Length of a step at its highest; {OWN}.", low=1e-7, high=1, group="More")
    schedule: Literal["constant", "cosine", "plateau"] | None = knob(
        None,
        "How the rate goes: always the same, up and then down half a cosine, or down when validation gets no better; "
        f"{OWN}.",
        group="More",
    )
    warm_up: float = knob(
        0.05, "Cosine: share of all steps in which the rate rises to its highest.", low=0, high=0.5, group="More"
    )
    least_rate: float = knob(
        0.01, "Cosine and plateau: share of the highest rate below which it never falls.", low=0, high=1, group="More"
    )
    plateau_factor: float = knob(
        0.3, "Plateau: what the rate is multiplied by each time.", low=0.01, high=0.99, group="More"
    )
    plateau_patience: int = knob(
        4, "Plateau: epochs without a smaller validation loss before it falls.", low=1, high=1000, unit="epochs",
        group="More",
    )  # fmt: skip
    optimiser: Literal["adamw", "adam", "sgd"] | None = knob(
        None, f"How weights follow the slopes: AdamW, Adam, or plain steps with momentum; {OWN}.", group="More"
    )
    momentum: float = knob(0.9, "SGD: share of the step before that is kept.", low=0, high=0.999, group="More")
    weight_decay: float | None = knob(
        None, f"Share by which weights shrink in each step, times the rate; {OWN}.", low=0, high=0.5, group="More"
    )
    clipnorm: float | None = knob(
        None, f"Longest gradient of a weight array; longer ones are cut, 0 cuts none; {OWN}.", low=0, high=100,
        group="More",
    )  # fmt: skip
    dropout: float | None = knob(
        None, f"Share of the last features that is left out at random in a step; {OWN}.", low=0, high=0.9, group="More"
    )
    label_smoothing: float | None = knob(
        None, f"Share of each label that is spread over all classes; {OWN}.", low=0, high=0.5, group="More"
    )
    average: float | None = knob(
        None, f"Averaged weights: how much of them stays in each step, 0 takes the last weights; {OWN}.", low=0,
        high=0.9999, group="More",
    )  # fmt: skip
    precision: Literal["float32", "bfloat16"] = knob(
        "float32",
        "Numbers in which the net multiplies while it learns. bfloat16 has a third of the digits: quicker on "
        "processors made for it (AMX), slower on others; the model is float32 all the same.",
        group="More",
    )
    class_weights: Literal["none", "balanced"] = knob(
        "none", "Balanced: rare symbols count as much as frequent ones.", group="More"
    )
    frozen_epochs: int | None = knob(
        None,
        f"First phase: epochs in which only the last layers of a net with a past learn; {OWN}.",
        low=0,
        high=10_000,
        unit="epochs",
        group="More",
    )
    second_rate: float = knob(
        0.1, "Second phase: its rate, as a share of the first one's.", low=1e-4, high=1, group="More"
    )
    blocks: str = knob("32-64-128-128", "Recipe glyphs: filters of each block of convolutions.", group="More")
    dense: str = knob("1000-500", "Recipe glyphs: widths of the dense layers.", group="More")
    weights: str = knob(
        "",
        "Recipe resnet50v2: file with ImageNet weights without the top; without it, Keras' cache is looked into.",
        group="More",
    )

    @property
    def makes(self) -> tuple[Literal["model"], str] | None:
        """The model that a job with this spec makes; None where it only estimates."""
        return None if self.estimate else ("model", self.name)

    @model_validator(mode="before")
    @classmethod
    def repeated(cls, values: Any) -> Any:
        """Fills in the settings of the model whose run is to be repeated.

        With another recipe, or other data, what that model's recipe said of itself is left to the new one.
        """
        if not isinstance(values, dict) or not values.get("like"):
            return values
        card = read_card(values["like"])
        before = {name: value for name, value in card.spec.items() if name in cls.model_fields and name != "name"}
        if values.get("recipe", card.recipe) != card.recipe:
            before = {name: value for name, value in before.items() if name not in recipe_of(card.recipe).own}
        return {**before, **values}

    @model_validator(mode="after")
    def usable(self) -> "TrainSpec":
        """Refuses names that cannot be a folder's, recipes that do not exist, and widths that are no numbers."""
        check_name(self.name, "model")
        recipe_of(self.recipe)
        for name in ("blocks", "dense"):
            if not WIDTHS.fullmatch(getattr(self, name)):
                raise ValueError(
                    f"{name} must be one to eight whole numbers with '-' between them, such as 32-64; got "
                    f"{getattr(self, name)!r}."
                )
        return self

    def resolved(self, images: int) -> "Settled":
        """The same spec with the recipe's values where none are given, for so many training images."""
        seen = (self.epoch_images or images) if self.stream else images
        suits = min(max(round(ENOUGH_IMAGES / seen), FEWEST_EPOCHS), MOST_EPOCHS)
        own = {"epochs": suits, **recipe_of(self.recipe).own}
        own["batch"] = min(own["batch"], seen)
        own["frozen_epochs"] = min(own["frozen_epochs"], (self.epochs or own["epochs"]) // 3)
        left_open = {name: value for name, value in own.items() if getattr(self, name) is None}
        return cast("Settled", self.model_copy(update={**left_open, **({"epoch_images": seen} if self.stream else {})}))


if TYPE_CHECKING:

    class Settled(TrainSpec):
        """A spec in which nothing is left to the recipe any more."""

        epochs: int
        batch: int
        learning_rate: float
        schedule: Literal["constant", "cosine", "plateau"]
        optimiser: Literal["adamw", "adam", "sgd"]
        weight_decay: float
        clipnorm: float
        dropout: float
        label_smoothing: float
        average: float
        frozen_epochs: int

else:
    Settled = TrainSpec
