"""The training images batch by batch: in an order of their own, and changed anew, in each epoch."""

from collections.abc import Iterator
from itertools import islice

import numpy as np

from engine.train.data.augment import augmented
from engine.train.spec import Settled


def order(count: int, epoch: int, spec: Settled) -> np.ndarray:
    """In which order an epoch, counted from 0, shows `count` training images."""
    return np.random.default_rng([spec.seed, epoch]).permutation(count)


class Batches:
    """Prepared images uint8 (n, h, w, c) and class numbers (n, slots), for a resolved spec."""

    cpu_seconds = 0.0  # that other processes spent; see engine.train.data.stream.Fresh, which is used like this class

    def __init__(self, images: np.ndarray, classes: np.ndarray, spec: Settled) -> None:
        self.images, self.classes, self.spec = images, classes, spec
        self.steps = len(images) // spec.batch  # in an epoch; the few images left over differ each time

    def epoch(self, epoch: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Images (batch, h, w, c) as the net sees them, and their class numbers, for each step of an epoch."""
        shown = order(len(self.images), epoch, self.spec)
        for start in range(0, self.steps * self.spec.batch, self.spec.batch):
            rows = shown[start : start + self.spec.batch]
            yield augmented(self.images[rows], rows, epoch, self.spec), self.classes[rows]

    def sample(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        """A batch of the first epoch."""
        return next(islice(self.epoch(0), index, None))

    def close(self) -> None:
        """Nothing works in the background."""
