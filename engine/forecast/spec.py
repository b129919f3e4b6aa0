"""The parameters of a forecast: how many images a goal takes, from a few short trainings."""

from typing import Any

from pydantic import model_validator

from engine.core.specs import assignments
from engine.spec import Spec, knob, read
from engine.verbs import spec_class


class ForecastSpec(Spec):
    """Short trainings on growing shares of a dataset, and the power law through their errors."""

    dataset: str = knob(..., "The dataset to learn from; it must be split.")
    goal: float = knob(0.99, "Share of whole texts that should be read right.", low=0.01, high=0.9999)
    runs: int = knob(3, "Trainings, each on twice the images of the one before.", low=2, high=8)
    largest: float = knob(0.5, "Share of the training images that the largest of them sees.", low=0.05, high=1)
    looks: int = knob(
        24_000,
        "How many images the largest training looks at, all epochs together.",
        low=500,
        high=10_000_000,
        unit="images",
    )
    settings: tuple[str, ...] = knob((), "Fields of training that all runs share, such as recipe=slotnet-large.")
    seed: int = knob(1, "Start of the random numbers.", low=0, high=2**31 - 1)

    @model_validator(mode="after")
    def accepted(self) -> "ForecastSpec":
        """Refuses settings that a training would refuse."""
        self.training(self.largest, 1)
        return self

    def training(self, share: float, epochs: int) -> Spec:
        """The spec of the training on a share of the images."""
        chosen = assignments.read(self.settings)
        if "share" in chosen:
            raise ValueError("share is what a forecast varies by itself; leave it out of settings, and set largest.")
        given: dict[str, Any] = {"seed": self.seed, "epochs": epochs, **chosen}
        name = f"forecast of {self.dataset} with {share:.4g}"[:100]
        return read(spec_class("train"), {**given, "dataset": self.dataset, "name": name, "share": share})

    def shares(self) -> list[float]:
        """The shares of the training images, rising; each twice the one before."""
        return [self.largest / 2**step for step in reversed(range(self.runs))]
