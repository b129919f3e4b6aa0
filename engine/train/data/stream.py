"""Batches of images that nobody has seen: drawn in background processes while the net learns from those before."""

from collections.abc import Generator, Iterator
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
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
from engine.train.data.augment import augmented
from engine.train.spec import Settled, TrainSpec

AHEAD = 8  # batches each process may be ahead of the net, so that a slow one does not hold the net up
CORES_FED = 3  # by one drawing process: an image takes about a quarter of the time to draw that it takes to learn
ROOM = 31  # bits: how many ids lie between the new images of two seeds


class Order(NamedTuple):
    """What a drawing process must know: whose images, which ids, how many, and how the net wants them.

    Image j of epoch e has the id first + e * (steps * batch) + j, so an epoch shows the same images however often it
    is begun.
    """

    source: str
    drawn_with: dict[str, Any]
    first: int
    steps: int
    codec: Codec
    preparation: Preparation
    spec: Settled


class Batch(NamedTuple):
    """Images uint8 (batch, h, w, c), class numbers int32 (batch, slots), and the CPU-seconds they cost."""

    images: np.ndarray
    classes: np.ndarray
    cpu_seconds: float


def settled(spec: TrainSpec) -> TrainSpec:
    """The spec with stream on where there are no stored images. Raises FileNotFoundError when there is no dataset."""
    return spec.model_copy(update={"stream": spec.stream or open_dataset(spec.dataset).info.recipe})


def drawer_of(source: Dataset) -> Drawer:
    """Who draws new images like those of a dataset; ValueError, with a sentence, when nobody can."""
    if not on_demand.can_draw(source.info.source):
        raise ValueError(
            f"stream needs a dataset that was generated, since new images are drawn with its settings; {source.name!r} "
            "was not: leave stream off, or take a generated one."
        )
    return on_demand.drawer(source.info.source, source.info.spec)


def codec_of(drawer: Drawer) -> Codec:
    """A codec for everything that may be drawn, be it among the dataset's rows or not."""
    fewest, most = drawer.lengths
    return Codec(drawer.alphabet, most, blank=fewest < most)


def order(source: Dataset, codec: Codec, preparation: Preparation, spec: Settled) -> Order:
    """The order for the epochs of a resolved spec; ValueError when they would fill no batch."""
    if spec.batch > spec.epoch_images:
        raise ValueError(
            f"batch must be at most the number of images in an epoch; got {spec.batch} for {spec.epoch_images} images: "
            "lower batch, or raise epoch_images."
        )
    first = drawer_of(source).count + (spec.seed << ROOM)
    steps, about = spec.epoch_images // spec.batch, source.info
    return Order(about.source, about.spec, first, steps, codec, preparation, spec)


def draw(wanted: Order, at: tuple[int, int]) -> Batch:
    """The batch (epoch, number in the epoch) as the net takes it; the same for the same arguments."""
    cv2.setNumThreads(1)  # the net needs the other cores
    start, (epoch, index), spec = process_time(), at, wanted.spec
    step = epoch * wanted.steps + index
    ids = range(wanted.first + step * spec.batch, wanted.first + (step + 1) * spec.batch)
    drawn = list(on_demand.drawer(wanted.source, wanted.drawn_with).images(ids))
    images = np.stack([prepare(image, wanted.preparation) for image, _ in drawn])
    classes = wanted.codec.encode(text for _, text in drawn)
    return Batch(augmented(images, np.arange(spec.batch), step, spec), classes, process_time() - start)


class Fresh:
    """The batches of every epoch, each epoch of new images; `close` ends the processes that draw them."""

    def __init__(self, wanted: Order) -> None:
        self.wanted, self.steps = wanted, wanted.steps
        self.cpu_seconds = 0.0  # of all drawing so far
        self.following = 0
        self.drawn: Generator[Batch] | None = None

    def epoch(self, number: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Images and class numbers, batch by batch. Raises ValueError when a drawing process was killed."""
        if self.drawn is None or number != self.following:
            self.close()
            self.drawn = self.batches(number)
        self.following = number + 1
        try:
            for batch in islice(self.drawn, self.steps):
                self.cpu_seconds += batch.cpu_seconds
                yield batch.images, batch.classes
        except BrokenProcessPool:
            raise ValueError(
                "a process that draws fresh images was killed, most likely because memory ran out; close other "
                "programs, then resume the job."
            ) from None

    def sample(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        """A batch of the first epoch, drawn here and now."""
        batch = draw(self.wanted, (0, index % self.steps))
        return batch.images, batch.classes

    def batches(self, number: int) -> Generator[Batch]:
        """The batches from an epoch on, in their order; those of the next epoch are drawn while one is judged."""
        places = ((epoch, index) for epoch in range(number, self.wanted.spec.epochs) for index in range(self.steps))
        workers = max(1, pool.cores() // CORES_FED)
        return pool.run(partial(draw, self.wanted), places, workers, ahead=AHEAD, apart=True)

    def close(self) -> None:
        """Ends the processes."""
        if self.drawn is not None:
            self.drawn.close()
            self.drawn = None
