"""From images to texts, with what a person needs to judge them: confidence, runners-up, where the net looked."""

from typing import NamedTuple

import numpy as np

from engine.core.datasets.labels import Codec
from engine.core.models.predictor import Prediction, Predictor
from engine.imaging.decode import decode
from engine.imaging.preprocess import Preparation

TOP = 3


class Answer(NamedTuple):
    """What a model read in one image.

    confidence: the probability of the whole text, 0..1 (of slots the product of those of the symbols chosen). top: per
    slot the best three (symbol, probability), "" for "no symbol". attention: float32 (slots, rows, columns), or None
    for nets without.
    image: uint8 (height, width, channels) as the net saw it. notice: a sentence when the image had to be changed.
    """

    text: str
    confidence: float
    top: list[list[tuple[str, float]]]
    attention: np.ndarray | None
    image: np.ndarray
    notice: str


def read_image(reader: Predictor, data: bytes) -> Answer:
    """Reads one image file.

    Raises decode.UnreadableError, with a sentence, when the bytes are no readable image.
    """
    picture = decode(data)
    image = reader.prepare(picture)
    prediction = reader.predict(image[None])
    return answers(prediction, image[None], reader.card.codec)[0]._replace(
        notice=notice(picture, image, reader.card.preparation)
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


def notice(picture: np.ndarray, image: np.ndarray, preparation: Preparation) -> str:
    """A sentence when a decoded image shows nothing once it is prepared, or is not of the model's own size.

    The size does not matter to a model that crops its images.
    """
    if image.min() == image.max():
        return "Nothing on this image stands out from its paper, so what was read there means nothing."
    height, width = picture.shape[:2]
    if preparation.crop or (height, width) == (preparation.height, preparation.width):
        return ""
    return (
        f"This image is {width} x {height} pixels; the model was trained on {preparation.width} x "
        f"{preparation.height}, "
        "so it was scaled. Expect more mistakes than on images of the model's own size."
    )
