"""From pictures to texts, with what a person needs to judge them: confidence, runners-up, where the net looked."""

from typing import NamedTuple

import numpy as np

from engine.core.datasets.labels import Codec
from engine.core.models.predictor import Reader, Reading
from engine.imaging.decode import decode
from engine.imaging.preprocess import Preparation

TOP = 3


class Answer(NamedTuple):
    """What a model read in one picture.

    confidence: the probability of the whole text, 0..1 (of slots the product of those of the symbols chosen). top: per
    slot the best three (symbol, probability), "" for "no symbol". attention: float32 (slots, rows, columns), or None
    for nets without.
    image: uint8 (height, width, channels) as the net saw it. notice: a sentence when the picture had to be changed.
    """

    text: str
    confidence: float
    top: list[list[tuple[str, float]]]
    attention: np.ndarray | None
    image: np.ndarray
    notice: str


def read_picture(reader: Reader, data: bytes) -> Answer:
    """Reads one picture file.

    Raises decode.Unreadable, with a sentence, when the bytes are no readable picture.
    """
    picture = decode(data)
    image = reader.prepare(picture)
    reading = reader.read(image[None])
    return answers(reading, image[None], reader.card.codec)[0]._replace(
        notice=notice(picture, image, reader.card.preparation)
    )


def answers(reading: Reading, images: np.ndarray, codec: Codec) -> list[Answer]:
    """What a reading of prepared images, uint8 (n, height, width, channels), says of each of them."""
    best = np.argsort(-reading.probabilities, axis=2, kind="stable")[..., :TOP]
    symbols = [*codec.alphabet, ""]
    return [
        Answer(
            text=reading.texts[i],
            confidence=float(reading.confidence[i]),
            top=[
                [(symbols[k], float(reading.probabilities[i, slot, k])) for k in best[i, slot]]
                for slot in range(codec.slots)
            ],
            attention=None if reading.attention is None else reading.attention[i],
            image=images[i],
            notice="",
        )
        for i in range(len(images))
    ]


def notice(picture: np.ndarray, image: np.ndarray, preparation: Preparation) -> str:
    """A sentence when a decoded picture shows nothing once it is prepared, or is not of the model's own size.

    The size does not matter to a model that crops its pictures.
    """
    if image.min() == image.max():
        return "Nothing on this picture stands out from its paper, so what was read there means nothing."
    height, width = picture.shape[:2]
    if preparation.crop or (height, width) == (preparation.height, preparation.width):
        return ""
    return (
        f"This picture is {width} x {height} pixels; the model was trained on {preparation.width} x "
        f"{preparation.height}, "
        "so it was scaled. Expect more mistakes than on pictures of the model's own size."
    )
