"""Reads one image: as it comes, or a single symbol that is unlike the training images framed like them."""

import math
from typing import NamedTuple

import numpy as np

from engine.classify.lines.cut import ink_of, pieces_of
from engine.classify.lines.read import framed
from engine.core.models.decoding.constraint import Possible
from engine.core.models.familiarity import Arrival
from engine.core.models.predictor import Prediction, Predictor


class Read(NamedTuple):
    """A prediction for one image, what the net saw, uint8 (height, width, channels), and what the image is like."""

    prediction: Prediction
    image: np.ndarray
    arrival: Arrival


def read_picture(
    predictor: Predictor, picture: np.ndarray, possible: Possible | None, temperature: float | None
) -> Read:
    """Reads a decoded image, uint8 (h, w[, 3]).

    A single symbol that is unlike the training images, such as a large or light one, is read once more, cropped,
    centred and with their polarity; the reading with more confidence counts, and the notice says so.
    """
    read = as_it_is(predictor, picture, possible, temperature)
    pieces = can_be_framed(predictor, read.arrival) and pieces_of(ink_of(picture))
    if not pieces:
        return read
    again = as_it_is(predictor, framed(picture, ink_of(picture), pieces, predictor.card), possible, temperature)
    if again.prediction.confidence[0] <= read.prediction.confidence[0]:
        return read
    before = f"{read.prediction.texts[0]!r} at {read.prediction.confidence[0]:.0%}"
    said = f"The symbol was framed like the training images; as it came it was read as {before}."
    return again._replace(arrival=read.arrival._replace(notice=f"{said} {read.arrival.notice}"))


def as_it_is(predictor: Predictor, picture: np.ndarray, possible: Possible | None, temperature: float | None) -> Read:
    """Reads an image without framing it."""
    image = predictor.prepare(picture)
    prediction = predictor.predict(image[None], possible, temperature)
    (arrival,) = predictor.arrivals([picture], image[None], prediction)
    return Read(prediction, image, arrival)


def can_be_framed(predictor: Predictor, arrival: Arrival) -> bool:
    """Whether framing may help: a single symbol with ink, on an image with a notice."""
    return predictor.card.slots == 1 and bool(arrival.notice) and not math.isnan(arrival.ink)
