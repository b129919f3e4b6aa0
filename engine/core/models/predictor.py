"""A model that is loaded and reads images with LiteRT, without TensorFlow."""

from typing import NamedTuple

import numpy as np

from engine.core.models.card import Card, model_folder, read_card
from engine.core.models.decoding import ctc
from engine.core.storage.files import read_bytes
from engine.imaging.preprocess import prepare


class Reading(NamedTuple):
    """What a net saw in n images.

    texts: as read, n of them. confidence float32 (n,): the probability of the whole text. probabilities float32
    (n, slots, classes). attention float32 (n, slots, rows, columns), or None for nets without. Of a line read by CTC
    probabilities and attention are those of `engine.core.models.decoding.ctc.Line`.
    """

    texts: list[str]
    confidence: np.ndarray
    probabilities: np.ndarray
    attention: np.ndarray | None


class Reader:
    """A model that is ready to read; not for use in two threads at once.

    beam: of a net that CTC reads, how many beginnings of texts are kept; 1 is greedy.
    """

    def __init__(self, name: str, threads: int = 1, beam: int = 1) -> None:
        from ai_edge_litert.interpreter import Interpreter  # 0.3 s: only for those who read

        self.card = read_card(name)
        data = read_bytes(model_folder(name) / "model.tflite")
        try:
            self.interpreter = Interpreter(model_content=data, num_threads=threads)
            self.interpreter.allocate_tensors()
        except (ValueError, RuntimeError):
            raise ValueError(f"model.tflite of the model {name!r} is damaged; train it again.") from None
        self.batch, self.beam = 1, beam

    def prepare(self, image: np.ndarray) -> np.ndarray:
        """A decoded picture as the net takes it: uint8 (height, width, channels)."""
        return prepare(image, self.card.preparation)

    def read(self, images: np.ndarray) -> Reading:
        """Reads prepared images, uint8 (n, height, width, channels)."""
        source = self.interpreter.get_input_details()[0]["index"]
        if len(images) != self.batch:
            self.interpreter.resize_tensor_input(source, images.shape)
            self.interpreter.allocate_tensors()
            self.batch = len(images)
        self.interpreter.set_tensor(source, images)
        self.interpreter.invoke()
        found = {name: self.output(name) for name in self.card.outputs}
        return decoded(found["probabilities"], found.get("attention"), self.card, self.beam)

    def output(self, name: str) -> np.ndarray:
        """One output of the last reading; the card tells their order."""
        details = self.interpreter.get_output_details()
        return self.interpreter.get_tensor(details[self.card.outputs.index(name)]["index"])


def decoded(probabilities: np.ndarray, attention: np.ndarray | None, card: Card, beam: int = 1) -> Reading:
    """What a net's outputs say, in texts: of slots (n, slots, classes) the best classes, of steps what CTC reads."""
    if card.decoding == "ctc":
        line = ctc.read(probabilities, card.slots, beam)
        return Reading(ctc.as_texts(line, card.codec), line.confidence, line.probabilities, line.places)
    texts = card.codec.decode(probabilities.argmax(axis=2))
    return Reading(texts, probabilities.max(axis=2).prod(axis=1), probabilities, attention)
