"""The parameters of training, from which form, command line and docs are derived. Does not load TensorFlow."""

import re
from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import model_validator

from engine.core.models.card import read_card
from engine.core.specs.field_types import NewName, OptionalPath
from engine.core.specs.shared_knobs import SEED
from engine.nets.recipes import recipe_of
from engine.spec import Spec, knob, up_to_date

ENOUGH_IMAGES = 80_000  # after about this many samples seen the default net gains little on any of the data tried
FEWEST_EPOCHS, MOST_EPOCHS = 12, 100
WIDTHS = re.compile(r"[1-9]\d{0,3}(-[1-9]\d{0,3}){0,7}")
OWN = "Default: the recipe's value."


class TrainSpec(Spec):
    """How a net is trained on a split dataset."""

    dataset: str = knob(..., "The dataset to train on. It must be split.", names="dataset")
    name: NewName = knob(..., "Name of the new model.", label="Model name")
    recipe: str = knob("slotnet", "The net: the name of a recipe, or the path of a Python file with a net of your own.")
    epochs: int | None = knob(
        None,
        "How many times the net sees each training image. Default: the recipe's value, or what suits the number of "
        "images.",
        low=1,
        high=10_000,
    )
    patience: int = knob(
        0,
        "Stop after this many epochs without a better validation score. 0 trains to the end. The best epoch is kept "
        "in any case.",
        low=0,
        high=10_000,
        unit="epochs",
        label="Early stopping patience",
    )
    ending: Literal["auto", "epochs", "progress"] = knob(
        "auto",
        "When training ends: after its epochs, or by progress: once validation is all right or no longer improves, and "
        "later if it still does. auto goes by progress where the number of epochs is left open.",
        label="End of training",
    )
    seed: int = SEED(1, "Seed of the random numbers. The same seed and settings repeat a training.")

    stream: bool = knob(
        False,
        "Train each epoch on new images, drawn with the settings of a generated dataset. Always on for a dataset "
        "without stored images.",
        group="Training data",
        label="New images in every epoch",
    )
    epoch_images: int = knob(
        0,
        "With stream: how many new images an epoch has. 0 takes as many as the training part has.",
        low=0,
        high=10_000_000,
        unit="images",
        group="Training data",
        label="Epoch size with new images",
    )
    share: float = knob(
        1.0,
        "Train on this share of the training images only.",
        low=0.0001,
        high=1,
        group="Training data",
        label="Share of training images",
    )

    start: Literal["auto", "scratch", "base"] = knob(
        "auto",
        "The first weights of a slotnet: random ones (scratch), those of the pre-trained net (base), or those with "
        "which an equal short trial gets further (auto).",
        group="Starting point",
        label="Start from",
    )
    continue_from: str = knob(
        "",
        "Start from the weights of this model, in the size of the dataset's own images. Symbols that both have are "
        "kept; the others start from scratch.",
        group="Starting point",
        names="model",
        label="Continue from model",
    )
    like: str = knob(
        "",
        "Repeat the training of this model. Settings that you give override its own.",
        group="Starting point",
        names="model",
        label="Repeat model",
    )
    final: bool = knob(
        False,
        "Train on all parts of the dataset, once the settings are chosen. Such a model has no validation score.",
        group="Starting point",
        label="Train on all parts",
    )
    estimate: bool = knob(
        False,
        "Only report parameters, memory and minutes, from two timed steps. No model is made.",
        group="Starting point",
        label="Estimate only",
    )

    mode: Literal["auto", "grey", "colour"] = knob(
        "auto",
        "What the net sees: greyscale or colour. auto follows the preprocessing of the dataset.",
        group="Input",
        label="Colour mode",
    )

    shift: float = knob(
        0.08,
        "Largest shift, as a share of the image height.",
        low=0,
        high=0.2,
        group="Augmentation",
        label="Shift (share of the height)",
    )
    rotation: float = knob(
        6.0,
        "Largest rotation. Wide images are rotated less.",
        low=0,
        high=15,
        unit="degrees",
        group="Augmentation",
        was=("turn",),
    )
    shear: float = knob(
        0.1,
        "Largest shear: sideways shift as a share of the height.",
        low=0,
        high=0.3,
        group="Augmentation",
        label="Shear (share of the height)",
        was=("slant",),
    )
    scale: float = knob(
        0.15,
        "Largest change of width and of height, as a share.",
        low=0,
        high=0.2,
        group="Augmentation",
        label="Scale (share of the size)",
        was=("zoom",),
    )
    framing: float | None = knob(
        None,
        "Share of the images that are shrunk into a frame of their background, narrower or lower too, so that bordered "
        "and stretched images are read as well. Default: the recipe's value for texts, 0 for single symbols.",
        low=0,
        high=1,
        group="Augmentation",
        label="Framed images (share)",
    )
    contrast: float = knob(
        0.3,
        "Largest change of contrast and brightness, as a share.",
        low=0,
        high=0.6,
        group="Augmentation",
        label="Contrast and brightness (share)",
    )
    noise: float = knob(
        0.05,
        "Largest standard deviation of added noise, as a share of the range from black to white.",
        low=0,
        high=0.3,
        group="Augmentation",
        label="Noise (share of the range)",
    )
    blur: float = knob(
        0.0,
        "Largest standard deviation of a Gaussian blur, as a share of the image height.",
        low=0,
        high=0.03,
        group="Augmentation",
        label="Blur (share of the height)",
    )
    erase: float = knob(
        0.0,
        "Largest side of a square that is painted over, as a share of the image height.",
        low=0,
        high=0.25,
        group="Augmentation",
        label="Erased square (share of the height)",
    )
    flips: Literal["none", "sideways", "upside down", "both"] = knob(
        "none",
        "Mirror half of the images. Only for symbols that mean the same when mirrored.",
        group="Augmentation",
        label="Mirror images",
    )
    quarter_turns: bool = knob(
        False,
        "Rotate images by quarter turns (oblong ones by half turns). Only for symbols that mean the same either way.",
        group="Augmentation",
    )

    batch: int | None = knob(
        None, f"Images per step. {OWN}", low=1, high=4096, unit="images", group="Advanced", label="Batch size"
    )
    learning_rate: float | None = knob(
        None, f"The highest learning rate of the schedule. {OWN}", low=1e-7, high=1, group="Advanced", exact=True
    )
    schedule: Literal["constant", "cosine", "plateau"] | None = knob(
        None,
        "How the learning rate changes: not at all, up and then down along a cosine, or down whenever validation stops "
        f"improving. {OWN}",
        group="Advanced",
        label="Learning rate schedule",
    )
    warm_up: float = knob(
        0.05,
        "Cosine: share of all steps in which the learning rate rises to its highest.",
        low=0,
        high=0.5,
        group="Advanced",
        label="Warm-up (share of all steps)",
    )
    minimum_rate: float = knob(
        0.01,
        "Cosine and plateau: the lowest learning rate, as a share of the highest.",
        low=0,
        high=1,
        group="Advanced",
        label="Minimum learning rate (share of the highest)",
        exact=True,
        was=("least_rate",),
    )
    plateau_factor: float = knob(
        0.3,
        "Plateau: the factor by which the learning rate falls each time.",
        low=0.01,
        high=0.99,
        group="Advanced",
        label="Factor on a plateau",
    )
    plateau_patience: int = knob(
        4,
        "Plateau: epochs without a smaller validation loss before the learning rate falls.",
        low=1,
        high=1000,
        unit="epochs",
        group="Advanced",
        label="Patience on a plateau",
    )
    optimiser: Literal["adamw", "adam", "sgd"] | None = knob(
        None, f"The optimiser: AdamW, Adam, or SGD with momentum. {OWN}", group="Advanced"
    )
    momentum: float = knob(
        0.9,
        "SGD: share of the previous step that is kept.",
        low=0,
        high=0.999,
        group="Advanced",
        label="Momentum of SGD",
    )
    weight_decay: float | None = knob(
        None,
        f"Share by which weights shrink in each step, times the learning rate. {OWN}",
        low=0,
        high=0.5,
        group="Advanced",
        exact=True,
    )
    clipnorm: float | None = knob(
        None,
        f"Largest norm of the gradient of a weight array; larger ones are clipped. 0 clips none. {OWN}",
        low=0,
        high=100,
        group="Advanced",
        label="Gradient clipping (norm)",
    )
    dropout: float | None = knob(
        None,
        f"Share of the last features that is dropped at random in each step. {OWN}",
        low=0,
        high=0.9,
        group="Advanced",
    )
    label_smoothing: float | None = knob(
        None, f"Share of each label that is spread over all classes. {OWN}", low=0, high=0.5, group="Advanced"
    )
    ema: float | None = knob(
        None,
        "Exponential moving average of the weights: the share of it that stays in each step. 0 keeps the last weights "
        f"instead. {OWN}",
        low=0,
        high=0.9999,
        group="Advanced",
        label="Moving average of weights (decay)",
        exact=True,
        was=("average",),
    )
    precision: Literal["float32", "bfloat16"] = knob(
        "float32",
        "Number format of the multiplications while training. bfloat16 has a third of the digits: faster on processors "
        "made for it (AMX), slower on others. The model is float32 in both cases.",
        group="Advanced",
        label="Training precision",
    )
    class_weights: Literal["none", "balanced"] = knob(
        "none", "balanced: rare symbols count as much as frequent ones.", group="Advanced"
    )
    frozen_epochs: int | None = knob(
        None,
        f"Pretrained nets: number of epochs at the start in which only the last layers learn. {OWN}",
        low=0,
        high=10_000,
        unit="epochs",
        group="Advanced",
        label="Frozen phase",
    )
    second_rate: float = knob(
        0.1,
        "Learning rate after the frozen phase, as a share of the rate in it.",
        low=1e-4,
        high=1,
        group="Advanced",
        label="Learning rate after the frozen phase (share)",
        exact=True,
    )
    blocks: str = knob(
        "32-64-128-128",
        "Recipe glyphs: number of filters in each convolution block.",
        group="Advanced",
        label="Filters per block (glyphs)",
    )
    dense: str = knob(
        "1000-500",
        "Recipe glyphs: widths of the dense layers.",
        group="Advanced",
        label="Dense layer widths (glyphs)",
    )
    weights: OptionalPath = knob(
        "",
        "Recipe resnet50v2: file with ImageNet weights without the top. Default: the file in Keras' cache.",
        group="Advanced",
        label="ImageNet weights file (resnet50v2)",
        names="file",
    )

    @property
    def makes(self) -> tuple[Literal["model"], str] | None:
        """The model that a job with this spec makes; None for an estimate."""
        return None if self.estimate else ("model", self.name)

    @model_validator(mode="before")
    @classmethod
    def repeated(cls, values: Any) -> Any:
        """Fills in the settings of the model whose training is repeated.

        If the recipe differs, the fields that belong to the model's recipe are left to the new one.
        """
        if not isinstance(values, dict) or not values.get("like"):
            return values
        card = read_card(values["like"])
        stored = up_to_date(cls, card.spec)
        before = {name: value for name, value in stored.items() if name in cls.model_fields and name != "name"}
        if values.get("recipe", card.recipe) != card.recipe:
            before = {name: value for name, value in before.items() if name not in recipe_of(card.recipe).own}
        return {**before, **up_to_date(cls, values)}

    @model_validator(mode="after")
    def usable(self) -> "TrainSpec":
        """Refuses recipes that do not exist, and malformed widths."""
        recipe_of(self.recipe)
        for name in ("blocks", "dense"):
            if not WIDTHS.fullmatch(getattr(self, name)):
                raise ValueError(
                    f"{name} must be one to eight whole numbers joined by '-', such as 32-64; got "
                    f"{getattr(self, name)!r}."
                )
        return self

    def resolved(self, images: int) -> "Resolved":
        """The spec with the recipe's values where none are given, for this number of training images."""
        per_epoch = (self.epoch_images or images) if self.stream else images
        fitting_epochs = min(max(round(ENOUGH_IMAGES / per_epoch), FEWEST_EPOCHS), MOST_EPOCHS)
        own = {"epochs": fitting_epochs, **recipe_of(self.recipe).own}
        own["batch"] = min(own["batch"], per_epoch)
        own["frozen_epochs"] = min(own["frozen_epochs"], (self.epochs or own["epochs"]) // 3)
        left_open = {name: value for name, value in own.items() if getattr(self, name) is None}
        by_progress = self.epochs is None and "epochs" not in recipe_of(self.recipe).own
        if self.ending == "auto" or self.final:
            left_open["ending"] = "progress" if by_progress and not self.final else "epochs"
        return cast(
            "Resolved", self.model_copy(update={**left_open, **({"epoch_images": per_epoch} if self.stream else {})})
        )


if TYPE_CHECKING:

    class Resolved(TrainSpec):
        """A spec in which every field has a value."""

        epochs: int
        batch: int
        learning_rate: float
        framing: float
        schedule: Literal["constant", "cosine", "plateau"]
        optimiser: Literal["adamw", "adam", "sgd"]
        weight_decay: float
        clipnorm: float
        dropout: float
        label_smoothing: float
        ema: float
        frozen_epochs: int

else:
    Resolved = TrainSpec
