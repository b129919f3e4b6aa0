"""From images to texts, with what a person needs to judge them: confidence, runners-up, where the net looked."""

from typing import NamedTuple

import numpy as np

from engine.core.datasets.labels import Codec
from engine.core.models.decoding.constraint import Possible
from engine.core.models.predictor import Prediction, Predictor
from engine.imaging.decode import decode

TOP = 3


class Answer(NamedTuple):
    """What a model read in one image.

    confidence: the probability of the whole text, 0..1 (of slots the product of those of the symbols chosen). top: per
    slot the best three (symbol, probability), "" for "no symbol". attention: float32 (slots, rows, columns), or None
    for nets without.
    image: uint8 (height, width, channels) as the net saw it. notice: why the prediction may be wrong, or "".
    """

    text: str
    confidence: float
    top: list[list[tuple[str, float]]]
    attention: np.ndarray | None
    image: np.ndarray
    notice: str


def read_image(reader: Predictor, data: bytes, possible: Possible | None = None) -> Answer:
    """Reads one image file, among the possible texts if they are given.

    Raises decode.UnreadableError, with a sentence, when the bytes are no readable image.
    """
    picture = decode(data, reader.card.frame)
    image = reader.prepare(picture)
    prediction = reader.predict(image[None], possible)
    return answers(prediction, image[None], reader.card.codec)[0]._replace(
        notice=reader.arrivals([picture], image[None], prediction)[0].notice
    )


def answers(prediction: Prediction, images: np.ndarray, codec: Codec) -> list[Answer]:
    """What a reading of prepared images, uint8 (n, height, width, channels), says of each of them."""
    best = np.argsort(-prediction.probabilities, axis=2, kind="stable")[..., :TOP]
    symbols = [*codec.alphabet, ""]
    return [
        Answer(
            text=prediction.texts[i],
            confidence=float(prediction.confidence[i]),
            top=[
                [(symbols[k], float(prediction.probabilities[i, slot, k])) for k in best[i, slot]]
                for slot in range(codec.slots)
            ],
            attention=None if prediction.attention is None else prediction.attention[i],
            image=images[i],
            notice="",
        )
        for i in range(len(images))
    ]
