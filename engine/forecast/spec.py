"""The parameters of a forecast: how many images a goal needs, estimated from a few short trainings."""

from typing import Any

from pydantic import model_validator

from engine.core.specs import assignments
from engine.core.specs.shared_knobs import SEED
from engine.spec import Spec, knob, read
from engine.verbs import spec_class


class ForecastSpec(Spec):
    """Short trainings on growing shares of a dataset, and a power law fitted to their errors."""

    dataset: str = knob(..., "The dataset to train on. It must be split.", names="dataset")
    goal: float = knob(
        0.99,
        "Share of whole texts that the model should read correctly.",
        low=0.01,
        high=0.9999,
        label="Goal: exact match (share)",
    )
    runs: int = knob(
        3,
        "Number of trainings, each on twice the images of the one before.",
        low=2,
        high=8,
        label="Number of trainings",
    )
    largest: float = knob(
        0.5,
        "Share of the training images that the largest training uses.",
        low=0.05,
        high=1,
        label="Share of images in the largest training",
    )
    samples_seen: int = knob(
        24_000,
        "Number of images that the largest training sees in all epochs together.",
        low=500,
        high=10_000_000,
        unit="images",
        label="Samples seen in the largest training",
        was=("looks",),
    )
    settings: tuple[str, ...] = knob(
        (),
        "A field of training with the same value in all runs, such as recipe=slotnet-large.",
        names="settings",
        label="Settings of all trainings",
    )
    seed: int = SEED(1, "Seed of the random numbers.")

    @model_validator(mode="after")
    def accepted(self) -> "ForecastSpec":
        """Refuses settings that a training would refuse."""
        self.training(self.largest, 1)
        return self

    def training(self, share: float, epochs: int) -> Spec:
        """The spec of the training on a share of the images."""
        chosen = assignments.read(self.settings)
        if "share" in chosen:
            raise ValueError(
                "share is varied by the forecast itself and cannot be given; leave it out of settings, and set largest."
            )
        # So few images and epochs leave no time for trials, and the training that is forecast has the better start.
        given: dict[str, Any] = {"seed": self.seed, "epochs": epochs, "start": "base", **chosen}
        name = f"forecast of {self.dataset} with {share:.4g}"[:100]
        return read(spec_class("train"), {**given, "dataset": self.dataset, "name": name, "share": share})

    def shares(self) -> list[float]:
        """The shares of the training images, ascending, each twice the one before."""
        return [self.largest / 2**step for step in reversed(range(self.runs))]
