"""The parameters of a sweep: many trainings of which the best settings are kept."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import model_validator

from engine.core.specs import assignments
from engine.core.storage.paths import check_name
from engine.spec import Spec, knob, read
from engine.sweep import space
from engine.verbs import spec_class


class SweepSpec(Spec):
    """Trainings on one dataset that differ in chosen fields; each is judged on the validation part."""

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "learning-rate-table": {"search": ("learning_rate=0.001,0.01,0.1",), "trials": 3}
    }

    dataset: str = knob(..., "The dataset to learn from; it must be split.")
    name: str = knob("sweep", "Name of the sweep.")
    search: tuple[str, ...] = knob(
        ("learning_rate=0.001,0.01,0.1",),
        "What to vary: a field of training and its values (batch=16,32,64), or the ends of a range "
        "(learning_rate=0.0003..0.03).",
    )
    settings: tuple[str, ...] = knob((), "Fields of training that all trials share, such as epochs=5.")
    trials: int = knob(20, "Trainings at most; fewer where there are not so many different ones.", low=1, high=10_000)
    workers: int = knob(
        1, "Trainings at once; each uses all cores, so more pay only on large machines.", low=1, high=64
    )
    prune: bool = knob(True, "Stop a training early that is worse than half of those before at the same epoch.")
    seed: int = knob(
        1, "Start of the random choices; also each training's own, unless that is varied.", low=0, high=2**31 - 1
    )

    @model_validator(mode="after")
    def sensible(self) -> "SweepSpec":
        """Refuses unusable names, unknown fields, and values that a training would refuse."""
        check_name(self.name, "sweep")
        fields = space.parsed(self.search)
        for one in fields:
            for value in one.examples:
                self.training({one.field: value}, 0)
        return self

    def training(self, chosen: dict[str, Any], number: int) -> Spec:
        """The spec of trial `number` with the chosen values; ValueError where training would refuse them."""
        given = {"seed": self.seed, **assignments.read(self.settings), **chosen}
        return read(spec_class("train"), {**given, "dataset": self.dataset, "name": self.trial_name(number)})

    def trial_name(self, number: int) -> str:
        """The name that the model of a trial has while it is made."""
        return f"{self.name} trial {number}"
