"""What the net is shown in an epoch, batch by batch: stored images in another order each time, or fresh ones."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from engine.train import fresh
from engine.train.augment import augmented
from engine.train.material import Material, Part
from engine.train.spec import TrainSpec


class Batches(Protocol):
    """steps: batches in an epoch. cpu_seconds: what other processes spent on them so far."""

    steps: int
    cpu_seconds: float

    def epoch(self, number: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Images uint8 (batch, h, w, c) and class numbers int32 (batch, slots) of an epoch, counted from 0."""

    def close(self) -> None:
        """Ends whatever works in the background."""


class Stored:
    """Batches of the training part; the few images left over differ in each epoch."""

    def __init__(self, train: Part, spec: TrainSpec) -> None:
        self.train, self.spec = train, spec
        self.steps = len(train.images) // spec.batch
        self.cpu_seconds = 0.0

    def epoch(self, number: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """See `Batches`; every image at most once."""
        order = np.random.default_rng([self.spec.seed, number]).permutation(len(self.train.images))
        for start in range(0, self.steps * self.spec.batch, self.spec.batch):
            rows = order[start : start + self.spec.batch]
            yield augmented(self.train.images, rows, number, self.spec), self.train.classes[rows]

    def close(self) -> None:
        """There is nothing to end."""


def batches(material: Material, spec: TrainSpec) -> Batches:
    """The batches that a resolved spec asks for."""
    if spec.stream:
        return fresh.Fresh(fresh.order(material.source, material.codec, material.preparation, spec))
    return Stored(material.train, spec)
