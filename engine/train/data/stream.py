"""Batches of new images, drawn in background processes while the net trains on the batches before."""

from collections.abc import Generator, Iterator
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import count, islice
from time import process_time
from typing import Any, NamedTuple

import cv2
import numpy as np

from engine.core.datasets import on_demand
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.datasets.labels import Codec
from engine.core.datasets.on_demand import Drawer
from engine.core.jobs import pool
from engine.imaging.preprocess import Preparation, prepare
from engine.train.data.augment import augment
from engine.train.spec import Resolved, TrainSpec

AHEAD = 8  # batches each process may be ahead of the net, so that the net does not wait for a slow one
CORES_FED = 3  # by one drawing process: drawing an image takes about a quarter of the time of training on it
SEED_BITS = 31  # the new images of two seeds are 2 ** SEED_BITS ids apart


class Plan(NamedTuple):
    """What a drawing process needs to know: the source, which ids, how many, and how the net takes the images.

    Image j of epoch e has the id first + e * (steps * batch) + j, so repeating an epoch repeats its images.
    """

    source: str
    drawn_with: dict[str, Any]
    first: int
    steps: int
    codec: Codec
    preparation: Preparation
    spec: Resolved


class Batch(NamedTuple):
    """Images uint8 (batch, h, w, c), class numbers int32 (batch, slots), and the CPU-seconds they cost."""

    images: np.ndarray
    classes: np.ndarray
    cpu_seconds: float


def resolved(spec: TrainSpec) -> TrainSpec:
    """The spec, with stream on if the dataset has no stored images. Raises FileNotFoundError if there is no dataset."""
    return spec.model_copy(update={"stream": spec.stream or open_dataset(spec.dataset).info.on_the_fly})


def drawer_of(source: Dataset) -> Drawer:
    """The drawer of new images like those of a dataset. Raises ValueError if the dataset was not generated."""
    if not on_demand.can_draw(source.info.source):
        raise ValueError(
            f"stream needs a generated dataset, since new images are drawn with its settings; {source.name!r} was not "
            "generated. Turn stream off, or use a generated dataset."
        )
    return on_demand.drawer(source.info.source, source.info.spec)


def codec_of(drawer: Drawer) -> Codec:
    """A codec for every text that may be drawn, also those that the dataset's rows lack."""
    shortest, longest = drawer.lengths
    return Codec(drawer.alphabet, longest, blank=shortest < longest)


def plan_for(source: Dataset, codec: Codec, preparation: Preparation, spec: Resolved) -> Plan:
    """The plan for the epochs of a resolved spec. Raises ValueError if an epoch would not fill one batch."""
    if spec.batch > spec.epoch_images:
        raise ValueError(
            f"batch must be at most the number of images in an epoch; got {spec.batch} for {spec.epoch_images} images. "
            "Lower batch, or raise epoch_images."
        )
    first = drawer_of(source).count + (spec.seed << SEED_BITS)
    steps, info = spec.epoch_images // spec.batch, source.info
    return Plan(info.source, info.spec, first, steps, codec, preparation, spec)


def draw(plan: Plan, position: tuple[int, int]) -> Batch:
    """Draws the batch at position (epoch, index in the epoch); the same arguments give the same batch."""
    cv2.setNumThreads(1)  # the net needs the other cores
    start, (epoch, index), spec = process_time(), position, plan.spec
    step = epoch * plan.steps + index
    ids = range(plan.first + step * spec.batch, plan.first + (step + 1) * spec.batch)
    samples = list(on_demand.drawer(plan.source, plan.drawn_with).images(ids))
    images = np.stack([prepare(image, plan.preparation) for image, _ in samples])
    classes = plan.codec.encode(text for _, text in samples)
    return Batch(augment(images, np.arange(spec.batch), step, spec), classes, process_time() - start)


class StreamedBatches:
    """The batches of all epochs, with new images in each; `close` ends the processes that draw them."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.steps = plan, plan.steps
        self.cpu_seconds = 0.0  # spent on drawing so far
        self.next_epoch = 0
        self.running: Generator[Batch] | None = None

    def epoch(self, number: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yields images and class numbers, batch by batch. Raises ValueError if a drawing process was killed."""
        if self.running is None or number != self.next_epoch:
            self.close()
            self.running = self.batches(number)
        self.next_epoch = number + 1
        try:
            for batch in islice(self.running, self.steps):
                self.cpu_seconds += batch.cpu_seconds
                yield batch.images, batch.classes
        except BrokenProcessPool:
            raise ValueError(
                "a process that draws new images was killed, most likely because memory ran out; close other "
                "programs, then resume the job."
            ) from None

    def sample(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        """Draws a batch of the first epoch in this process."""
        batch = draw(self.plan, (0, index % self.steps))
        return batch.images, batch.classes

    def batches(self, number: int) -> Generator[Batch]:
        """The batches from an epoch on, in order; those of the next epoch are drawn while one is being evaluated."""
        positions = ((epoch, index) for epoch in count(number) for index in range(self.steps))
        workers = max(1, pool.cores() // CORES_FED)
        return pool.run(partial(draw, self.plan), positions, workers, ahead=AHEAD, apart=True)

    def close(self) -> None:
        """Ends the processes."""
        if self.running is not None:
            self.running.close()
            self.running = None
