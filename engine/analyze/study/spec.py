"""The parameters of a study."""

from typing import Any, Literal, NamedTuple

from engine.core.specs.field_types import NewName
from engine.core.specs.shared_knobs import SEED
from engine.spec import Spec, knob, read
from engine.verbs import spec_class

NONE = "none"


class Condition(NamedTuple):
    """What is done to all texts: a kind of noise, its level (0 for none), and colour or grey."""

    kind: str
    level: float
    mode: str

    @property
    def words(self) -> str:
        """The condition in words, as part of a name."""
        noise = "clean" if self.kind == NONE else f"{self.kind.replace('_', '-')} {self.level:g}"
        return f"{noise} {self.mode}"


class Design(NamedTuple):
    """The kinds of noise (fields of compose), their levels, and the modes of a designed experiment."""

    kinds: tuple[str, ...]
    levels: tuple[float, ...]
    modes: tuple[str, ...]


DESIGNS = {
    "noise-grid": Design(("gaussian_noise", "salt_pepper_noise"), (0.1, 0.2, 0.3), ("grey", "colour")),
}


class StudySpec(Spec):
    """A designed experiment: the same texts under every condition, one net that learns from all, and the analysis."""

    source: str = knob(
        ..., "A split dataset of single symbols, such as handwritten digits, from which texts are composed.",
        names="dataset",
    )  # fmt: skip
    design: Literal["noise-grid"] = knob(
        "noise-grid",
        "noise-grid: no noise, Gaussian noise and salt-and-pepper at three levels each, grey and in colour.",
    )
    name: NewName = knob("study", "Name of the composed dataset and of the model.")
    texts: int = knob(3000, "Number of texts. Each is composed under every condition.", low=10, high=1_000_000)
    length: int = knob(4, "Symbols of a text.", low=1, high=20, unit="symbols")
    width: int = knob(112, "Width of the images.", low=16, high=2048, unit="px")
    height: int = knob(32, "Height of the images.", low=16, high=1024, unit="px")
    recipe: str = knob("slotnet", "The recipe of the net.")
    epochs: int | None = knob(None, "Epochs of training. Default: what suits the number of images.", low=1, high=10_000)
    seed: int = SEED(1, "Seed of texts, images and training.")

    @property
    def conditions(self) -> list[Condition]:
        """The conditions of the design."""
        design = DESIGNS[self.design]
        noisy = [(kind, level) for kind in design.kinds for level in design.levels]
        return [Condition(*noise, mode) for noise in [(NONE, 0.0), *noisy] for mode in design.modes]

    def composing(self, condition: Condition) -> Spec:
        """The spec that composes the texts under a condition; the seed is the same for all, and so are the texts."""
        same = {name: getattr(self, name) for name in ("length", "width", "height", "seed")}
        name = f"{self.name} {condition.words}"
        values: dict[str, Any] = {**same, "dataset": self.source, "name": name, "count": self.texts}
        values["mode"] = condition.mode
        values["noise_channels"] = "each" if condition.mode == "colour" else "same"  # else both modes look alike
        if condition.kind != NONE:
            values[condition.kind] = condition.level
        return read(spec_class("compose"), values)

    def training(self) -> Spec:
        """The spec of the training on all conditions in balance."""
        values = {"dataset": self.name, "name": self.name, "recipe": self.recipe, "epochs": self.epochs}
        return read(spec_class("train"), {**values, "seed": self.seed})
