"""Batches of the training images: in each epoch in another order and with another augmentation."""

from collections.abc import Iterator
from itertools import islice

import numpy as np

from engine.train.data.augment import augment
from engine.train.spec import Resolved


def epoch_order(count: int, epoch: int, spec: Resolved) -> np.ndarray:
    """The order in which an epoch, counted from 0, goes through `count` training images."""
    return np.random.default_rng([spec.seed, epoch]).permutation(count)


class Batches:
    """Prepared images uint8 (n, h, w, c) and class numbers (n, slots), for a resolved spec."""

    cpu_seconds = 0.0  # spent by other processes; `stream.StreamedBatches`, which is used like this class, has some

    def __init__(self, images: np.ndarray, classes: np.ndarray, spec: Resolved) -> None:
        self.images, self.classes, self.spec = images, classes, spec
        self.steps = len(images) // spec.batch  # per epoch; the few images left over differ each time

    def epoch(self, epoch: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yields images (batch, h, w, c) as the net sees them, and their class numbers, for each step of an epoch."""
        row_order = epoch_order(len(self.images), epoch, self.spec)
        for start in range(0, self.steps * self.spec.batch, self.spec.batch):
            rows = row_order[start : start + self.spec.batch]
            yield augment(self.images[rows], rows, epoch, self.spec), self.classes[rows]

    def sample(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        """Returns a batch of the first epoch."""
        return next(islice(self.epoch(0), index, None))

    def close(self) -> None:
        """Does nothing: no process runs in the background."""
