"""The parameters of a sweep: many trainings that are compared to find the best settings."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import model_validator

from engine.core.specs import assignments
from engine.core.specs.field_types import NewName
from engine.core.specs.shared_knobs import SEED
from engine.spec import Spec, knob, read
from engine.sweep import space
from engine.verbs import spec_class


class SweepSpec(Spec):
    """Trainings on one dataset that differ in chosen fields; each is evaluated on the validation part."""

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "learning-rate-table": {"search": ("learning_rate=0.001,0.01,0.1",), "trials": 3}
    }

    dataset: str = knob(..., "The dataset to train on. It must be split.", names="dataset")
    name: NewName = knob("sweep", "Name of the sweep.", label="Sweep name")
    search: tuple[str, ...] = knob(
        ("learning_rate=0.001,0.01,0.1",),
        "A field of training to vary, with its values (batch=16,32,64) or a range (learning_rate=0.0003..0.03).",
        names="settings",
        label="Fields to vary",
    )
    settings: tuple[str, ...] = knob(
        (),
        "A field of training with the same value in all trials, such as epochs=5.",
        names="settings",
        label="Settings of all trials",
    )
    trials: int = knob(
        20,
        "Maximum number of trainings. Fewer if there are not that many combinations.",
        low=1,
        high=10_000,
        label="Trials at most",
    )
    workers: int = knob(
        1,
        "Number of trainings at the same time. Each uses all cores, so more than one pays off on large machines only.",
        low=1,
        high=64,
        label="Trainings at once",
    )
    prune: bool = knob(
        True,
        "Stop a trial early if it is worse than half of the earlier ones at the same epoch.",
        label="Stop weak trials early",
    )
    seed: int = SEED(1, "Seed of the random choices, and of each training unless seed is varied.")

    @model_validator(mode="after")
    def accepted(self) -> "SweepSpec":
        """Refuses unknown fields and values that a training would refuse."""
        for field in space.parse_search(self.search):
            for value in field.examples:
                self.training({field.name: value}, 0)
        return self

    def training(self, chosen: dict[str, Any], number: int) -> Spec:
        """The spec of trial `number` with the chosen values. Raises ValueError if a training would refuse them."""
        given = {"seed": self.seed, **assignments.read(self.settings), **chosen}
        return read(spec_class("train"), {**given, "dataset": self.dataset, "name": self.trial_name(number)})

    def trial_name(self, number: int) -> str:
        """The name of a trial's model during training; trials are numbered from 0, and named from 1."""
        return f"{self.name} trial {number + 1}"
