"""Predicts with a stored model in LiteRT, without TensorFlow."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.core.datasets.labels import Codec
from engine.core.models.calibration import tempered
from engine.core.models.card import Card, model_folder, read_card
from engine.core.models.decoding import constrained_ctc, ctc, slots
from engine.core.models.decoding.constraint import Constraint, Possible, possible_texts
from engine.core.models.familiarity import Arrival, reading_of, unusual_appearance, unusual_reading
from engine.core.storage.files import read_bytes
from engine.imaging.appearance import appearance_of
from engine.imaging.preprocess import prepare


class Prediction(NamedTuple):
    """The predictions for n images.

    texts: n predicted texts. confidence float32 (n,): the probability of each whole text. probabilities float32
    (n, slots, classes). attention float32 (n, slots, rows, columns), or None for nets without attention. With CTC,
    probabilities and attention are those of `engine.core.models.decoding.ctc.Line`.
    """

    texts: list[str]
    confidence: np.ndarray
    probabilities: np.ndarray
    attention: np.ndarray | None


class Predictor:
    """A loaded model. Not safe for use in two threads at once.

    beam: for CTC, the number of prefixes that the beam search keeps; 1 decodes greedily. Confidence is calibrated with
    the temperature of the card, or another one that is given to `predict`.
    """

    def __init__(self, name: str, threads: int = 1, beam: int = 1) -> None:
        from ai_edge_litert.interpreter import Interpreter  # takes 0.3 s: loaded only when needed

        self.card = read_card(name)
        data = read_bytes(model_folder(name) / "model.tflite")
        try:
            self.interpreter = Interpreter(model_content=data, num_threads=threads)
            self.interpreter.allocate_tensors()
        except (ValueError, RuntimeError):
            raise ValueError(f"model.tflite of the model {name!r} is damaged; train it again.") from None
        self.batch, self.beam = 1, beam

    def prepare(self, image: np.ndarray) -> np.ndarray:
        """Prepares a decoded image for the net: uint8 (height, width, channels)."""
        return prepare(image, self.card.preparation)

    def predict(
        self, images: np.ndarray, possible: Possible | None = None, temperature: float | None = None
    ) -> Prediction:
        """Predicts the texts of prepared images, uint8 (n, height, width, channels), among the possible ones."""
        outputs = self.outputs(images)
        at = self.card.temperature if temperature is None else temperature
        return decode(outputs["probabilities"], outputs.get("attention"), self.card, possible, self.beam, at)

    def outputs(self, images: np.ndarray) -> dict[str, np.ndarray]:
        """The net's own outputs for prepared images, by the names that the card lists."""
        input_index = self.interpreter.get_input_details()[0]["index"]
        if len(images) != self.batch:
            self.interpreter.resize_tensor_input(input_index, images.shape)
            self.interpreter.allocate_tensors()
            self.batch = len(images)
        self.interpreter.set_tensor(input_index, images)
        self.interpreter.invoke()
        return {name: self.output(name) for name in self.card.outputs}

    def arrivals(self, images: Sequence[np.ndarray], prepared: np.ndarray, prediction: Prediction) -> list[Arrival]:
        """What each image, uint8 (h, w[, 3]), is like, with a notice if it is unlike what the model learned from.

        prepared: the same images as the net saw them.
        """
        return arrivals(self.card, images, prepared, prediction)

    def output(self, name: str) -> np.ndarray:
        """One output of the last prediction; the card lists them in order."""
        details = self.interpreter.get_output_details()
        return self.interpreter.get_tensor(details[self.card.outputs.index(name)]["index"])


def decode(
    probabilities: np.ndarray,
    attention: np.ndarray | None,
    card: Card,
    possible: Possible | None = None,
    beam: int = 1,
    temperature: float = 1.0,
) -> Prediction:
    """Decodes a net's outputs into texts: the best class of each slot, or CTC over the frames of a line.

    possible: the only texts that are considered; confidence, and the probabilities of slots, are those among them.
    temperature: that at which they are computed, see `engine.core.models.calibration`.
    """
    if card.decoding == "ctc":
        return decode_line(probabilities, card, possible, beam, temperature)
    calibrated = tempered(probabilities, temperature)
    if possible is not None:
        decoded = slots.decode(calibrated, possible)
        return Prediction(card.codec.decode(decoded.classes), decoded.confidence, decoded.probabilities, attention)
    texts = card.codec.decode(probabilities.argmax(axis=2))
    return Prediction(texts, calibrated.max(axis=2).prod(axis=1), calibrated, attention)


def decode_line(frames: np.ndarray, card: Card, possible: Possible | None, beam: int, temperature: float) -> Prediction:
    """Like `decode`, for the frames of a line."""
    if possible is None:
        line = ctc.decode(frames, card.slots, beam, temperature)
    else:
        texts, confidence = constrained_ctc.decode(frames, possible, beam, temperature)
        line = ctc.as_line(tempered(frames, temperature), texts, confidence, card.slots)
    return Prediction(ctc.as_texts(line, card.codec), line.confidence, line.probabilities, line.places)


def likeliest(probabilities: np.ndarray, codec: Codec, most: int) -> list[list[tuple[str, float]]]:
    """The most likely symbols of each slot of one image, each with its probability; "" for "no symbol".

    probabilities: (slots, classes), as in `Prediction`.
    """
    best = np.argsort(-probabilities, axis=1, kind="stable")[:, :most]
    shares = np.take_along_axis(probabilities, best, axis=1)
    symbols = [*codec.alphabet, ""]
    return [
        [(symbols[index], share) for index, share in zip(*slot, strict=True)]
        for slot in zip(best.tolist(), shares.tolist(), strict=True)
    ]


def arrivals(card: Card, images: Sequence[np.ndarray], prepared: np.ndarray, prediction: Prediction) -> list[Arrival]:
    """See `Predictor.arrivals`."""
    rows = []
    for row, image in enumerate(images):
        appearance = appearance_of(image, prepared[row])
        reasons = unusual_appearance(card.usual, appearance, card.preparation)
        if prediction.attention is not None and card.decoding == "slots":
            read = prediction.probabilities[row].argmax(axis=1) != len(card.alphabet)
            reading = reading_of(prepared[row], prediction.attention[row], read)
            reasons += unusual_reading(card.usual, reading, card.slots)
        height, width = image.shape[:2]
        rows.append(Arrival(" ".join(reasons), width, height, appearance.ink if appearance else math.nan))
    return rows


def possible_for(card: Card, constraint: Constraint) -> Possible | None:
    """The texts that a model may read under a constraint, or else that of its card; None without any.

    Raises ValueError, with a sentence, if no text is possible.
    """
    known = constraint or card.constraint
    shortest = 0 if card.blank else card.slots
    return possible_texts(known, card.alphabet, card.slots, shortest) if known else None
