"""A model as other programs use it: loaded once, it reads files, bytes, arrays and Pillow images."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from engine.core.models.card import Card, model_folder, read_card
from engine.core.models.decoding.constraint import ANY, Constraint, Possible
from engine.core.models.predictor import Predictor, likeliest, possible_for
from engine.core.storage.files import read_bytes
from engine.imaging.decode import UnreadableError, decode
from engine.imaging.pixels import flatten
from engine.spec import whole_span

NETS = ("card.json", "model.tflite")  # the files that decide what a model reads
VERSION_DIGITS = 12
REMEMBERED = 64  # constraints whose possible texts are kept
Source = str | Path | bytes | np.ndarray | Image.Image


class Answer(NamedTuple):
    """What a model read in one image.

    confidence: the probability of the whole text, 0..1. accepted: whether it reaches the confidence that was asked for;
    None if none was. symbols: for each slot the most likely (symbol, probability), "" for "no symbol". notice: why the
    text may be wrong, or "".
    """

    text: str
    confidence: float
    accepted: bool | None
    symbols: list[list[tuple[str, float]]]
    notice: str


class Model:
    """A loaded model of the workspace. Not safe for use in two threads at once.

    name, card: as in the workspace. version: 12 digits that change whenever its net or card does. Raises
    FileNotFoundError if there is no such model, ValueError if it is damaged.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.version = version(name)
        self.predictor = Predictor(name)
        self.check()
        self.possible = lru_cache(maxsize=REMEMBERED)(self.possible_texts)

    @property
    def card(self) -> Card:
        """What is known about the model."""
        return self.predictor.card

    def check(self) -> None:
        """Reads an empty image. Raises ValueError if the net does not fit its card."""
        size = self.card.preparation
        try:
            seen = self.predictor.predict(np.zeros((1, size.height, size.width, size.channels), np.uint8))
        except (ValueError, RuntimeError, IndexError, KeyError):
            seen = None
        if seen is None or seen.probabilities.shape[1:] != (self.card.slots, len(self.card.alphabet) + self.padded):
            raise ValueError(f"the net of the model {self.name!r} does not fit its card; train or export it again.")

    @property
    def padded(self) -> bool:
        """Whether its probabilities have a class for "no symbol"."""
        return self.card.blank or self.card.decoding == "ctc"

    def possible_texts(self, constraint: Constraint) -> Possible | None:
        """The texts that it may read under a constraint, or else that of its card; None for all.

        Raises ValueError if there is none.
        """
        return possible_for(self.card, constraint)

    def read(
        self,
        image: Source,
        constraint: Constraint = ANY,
        top: int = 3,
        accept: float | None = None,
        notice: bool = True,
    ) -> Answer:
        """Reads an image: a path, the bytes of a file, uint8 (h, w) or (h, w, 3), or a Pillow image.

        constraint: what is known about its text, see `only`. top: how many symbols are named for each slot. accept:
        the confidence, 0..1, from which the text is accepted. notice: whether the image is compared with those that the
        model learned from, which takes about 0.2 ms. Raises FileNotFoundError, UnreadableError or ValueError.
        """
        pixels = pixels_of(image, self.card)
        prepared = self.predictor.prepare(pixels)[None]
        prediction = self.predictor.predict(prepared, self.possible(constraint))
        said = self.predictor.arrivals([pixels], prepared, prediction)[0].notice if notice else ""
        confidence = min(float(prediction.confidence[0]), 1.0)
        accepted = None if accept is None else confidence >= accept
        return Answer(
            prediction.texts[0],
            confidence,
            accepted,
            likeliest(prediction.probabilities[0], self.card.codec, top),
            said,
        )

    def read_all(
        self,
        images: Iterable[Source],
        constraint: Constraint = ANY,
        top: int = 3,
        accept: float | None = None,
        notice: bool = True,
    ) -> list[Answer]:
        """Reads many images like `read`, one after the other: on a processor that is as fast as all at once.

        The sentence of an error names the place of the image, from 0.
        """
        answers = []
        for place, image in enumerate(images):
            try:
                answers.append(self.read(image, constraint, top, accept, notice))
            except UnreadableError as reason:
                raise UnreadableError(f"image {place}: {reason}") from None
        return answers


def version(name: str) -> str:
    """12 hexadecimal digits of what decides what a model reads: its net and its card, without the notes on exports.

    Raises FileNotFoundError or ValueError.
    """
    card = read_card(name).model_dump_json(exclude={"exports"})
    digest = hashlib.sha256(card.encode("utf-8", "replace") + read_bytes(model_folder(name) / "model.tflite"))
    return digest.hexdigest()[:VERSION_DIGITS]


def only(
    symbols: str = "", length: int | str | Sequence[int] | None = None, pattern: str = "", words: Iterable[str] = ()
) -> Constraint:
    """What is known about a text: its symbols, its length (5, "4-6" or (4, 6)), a pattern such as LLDDD, a word list.

    Raises ValueError for a length that is no range of whole numbers.
    """
    try:
        span = None if length in (None, 0, "0", "") else whole_span(length)
    except ValueError as reason:
        raise ValueError(f"length {reason}; got {length!r}.") from None
    return Constraint(symbols, span, pattern, tuple(words))


def pixels_of(image: Source, card: Card) -> np.ndarray:
    """The pixels of an image, uint8 (h, w) or (h, w, 3). Raises FileNotFoundError, UnreadableError or ValueError."""
    if isinstance(image, np.ndarray):
        return image
    if isinstance(image, Image.Image):
        return flatten(image, image.format).pixels
    return decode(image if isinstance(image, bytes) else file_bytes(Path(image)), card.frame)


def file_bytes(path: Path) -> bytes:
    """The content of an image file. Raises FileNotFoundError with a sentence if there is none."""
    if not path.is_file():
        raise FileNotFoundError(f"there is no image file {str(path)!r}; give the path of an image.")
    return read_bytes(path)
