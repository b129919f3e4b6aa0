"""Reads labelled images for a calibration, and keeps what a fit needs of them."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.core.datasets.dataset import Dataset
from engine.core.models.card import Card
from engine.core.models.decoding.constraint import Possible
from engine.core.models.familiarity import Arrival
from engine.core.models.predictor import arrivals, decode
from engine.imaging.decode import decode as decode_image
from engine.imaging.preprocess import prepare

AT_ONCE = 250  # images that a net reads together
Outputs = Callable[[np.ndarray], dict[str, np.ndarray]]


class Read(NamedTuple):
    """Texts that a model read. probabilities: the net's own, (n, slots or frames, classes). labels: the true texts."""

    probabilities: np.ndarray
    texts: list[str]
    labels: list[str]
    arrivals: list[Arrival]


def read_labelled(
    card: Card,
    outputs_of: Outputs,
    source: Dataset,
    ids: np.ndarray,
    possible: Possible | None,
    progress: Callable[[int], None],
) -> Read:
    """Reads the images of a dataset with these ids, at least one.

    outputs_of: the net's outputs for prepared images, by the names that the card lists. progress: called with the
    number of images read so far, between two batches.
    """
    read = Read(np.empty(0), [], source.frame(["text"], ids)["text"].to_list(), [])
    batches = []
    for _, files in source.batches(ids, AT_ONCE):
        progress(len(read.texts))
        pictures = [decode_image(file) for file in files]
        images = np.stack([prepare(picture, card.preparation) for picture in pictures])
        outputs = outputs_of(images)
        batches.append(outputs["probabilities"])
        prediction = decode(outputs["probabilities"], outputs.get("attention"), card, possible)
        read.texts.extend(prediction.texts)
        read.arrivals.extend(arrivals(card, pictures, images, prediction))
    return read._replace(probabilities=np.concatenate(batches))
