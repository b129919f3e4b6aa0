"""From images to texts, with what a person needs to judge them: confidence, runners-up, where the net looked."""

from typing import NamedTuple

import numpy as np

from engine.classify.single import read_picture
from engine.core.models.decoding.constraint import Possible
from engine.core.models.familiarity import Arrival
from engine.core.models.predictor import Predictor, likeliest
from engine.imaging.decode import decode

TOP = 5


class Answer(NamedTuple):
    """What a model read in one image.

    confidence: the calibrated probability of the whole text, 0..1 (of slots the product of those of the symbols
    chosen). top: per slot the best five (symbol, probability), "" for "no symbol". attention: float32 (slots, rows,
    columns), or None for nets without. image: uint8 (height, width, channels) as the net saw it. arrival: what the
    image is like, with a notice why the prediction may be wrong, or "".
    """

    text: str
    confidence: float
    top: list[list[tuple[str, float]]]
    attention: np.ndarray | None
    image: np.ndarray
    arrival: Arrival

    @property
    def notice(self) -> str:
        """Why the prediction may be wrong, or ""."""
        return self.arrival.notice


def read_image(
    reader: Predictor, data: bytes, possible: Possible | None = None, temperature: float | None = None
) -> Answer:
    """Reads one image file, among the possible texts if they are given, at a temperature or that of the card.

    Raises decode.UnreadableError, with a sentence, when the bytes are no readable image.
    """
    read = read_picture(reader, decode(data, reader.card.frame), possible, temperature)
    prediction = read.prediction
    return Answer(
        text=prediction.texts[0],
        confidence=float(prediction.confidence[0]),
        top=likeliest(prediction.probabilities[0], reader.card.codec, TOP),
        attention=None if prediction.attention is None else prediction.attention[0],
        image=read.image,
        arrival=read.arrival,
    )
