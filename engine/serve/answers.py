"""The images of a request, read one after the other: in turn with those of other requests, each with its own error."""

import asyncio
import struct
import time
from http import HTTPStatus
from typing import Any

import numpy as np

from engine.core.models.model import Answer, Model
from engine.imaging.decode import PNG, UnreadableError, decode, size
from engine.serve import metrics
from engine.serve.body import Asked, Sent
from engine.serve.options import Options
from engine.serve.refusal import RefusalError
from engine.serve.shelf import Shelf
from engine.serve.turns import Turns

APART = 250_000  # pixels from which an image is decoded in another thread, while others are read
DIGITS = 6
PNG_SIDES = struct.Struct(">8x2I")  # after the signature: length and kind of the first chunk, width, height


class Reader:
    """Reads images for requests. megapixels: the largest image."""

    def __init__(self, shelf: Shelf, turns: Turns, megapixels: float) -> None:
        self.shelf, self.turns, self.most_pixels = shelf, turns, int(megapixels * 1e6)

    async def answer(self, asked: Asked) -> dict[str, Any]:
        """The answer to a request: one object for one image, a list for several. Raises RefusalError."""
        started, model = time.perf_counter(), self.model_of(asked.options)
        with self.turns.places(len(asked.images)):
            said = [await self.read(image, model, asked.options) for image in asked.images]
        about = {"model": model.name, "version": model.version}
        if not asked.alone:
            return {"predictions": said, "milliseconds": since(started), **about}
        if "error" in said[0]:
            raise RefusalError(HTTPStatus.UNPROCESSABLE_ENTITY, said[0]["error"])
        return said[0] | about

    def model_of(self, options: Options) -> Model:
        """The model that a request asks for. Raises RefusalError if there is none, or it can read no such text."""
        model = self.shelf.model(options.model)
        if model is None:
            names = ", ".join(self.shelf.served)
            raise RefusalError(HTTPStatus.NOT_FOUND, f"there is no model {options.model[:100]!r} here; use {names}.")
        try:
            model.possible(options.constraint)
        except ValueError as impossible:
            raise RefusalError(HTTPStatus.UNPROCESSABLE_ENTITY, str(impossible)) from None
        return model

    async def read(self, image: Sent, model: Model, options: Options) -> dict[str, Any]:
        """What a model reads in an image, or {"error": why it cannot}."""
        async with self.turns.turn():
            started = time.perf_counter()
            try:
                pixels = await self.pixels(image, model)
                promised = self.threshold(model, options)
                looked_at = options.notice or promised is not None
                answer = model.read(pixels, options.constraint, options.top, options.accept, looked_at)
                said = described(answer if promised is None else kept(answer, promised), options)
            except UnreadableError as reason:
                said = {"error": str(reason)}
        metrics.images.labels(model.name, "failed" if "error" in said else "read").inc()
        named = {"file": image.name} if image.name else {}
        return named | said | {"milliseconds": since(started)}

    def threshold(self, model: Model, options: Options) -> float | None:
        """The confidence above which a text is accepted as promised; None if a request sets its own conditions."""
        own = options.accept is not None or bool(options.constraint)
        return None if own else self.shelf.threshold(model)

    async def pixels(self, image: Sent, model: Model) -> np.ndarray:
        """The pixels of an image. Raises UnreadableError if it is too large, or none."""
        if image.problem:
            raise UnreadableError(image.problem)
        width, height = stated_size(image.data)
        if width * height > self.most_pixels:
            raise UnreadableError(
                f"The image has {width} x {height} pixels; at most {self.most_pixels:,} are read here. Scale it down."
            )
        if width * height < APART:
            return decode(image.data, model.card.frame)
        return await asyncio.to_thread(decode, image.data, model.card.frame)


def kept(answer: Answer, threshold: float) -> Answer:
    """The answer with what is promised: a text with a notice is never accepted, its image is unlike those tested."""
    return answer._replace(accepted=not answer.notice and answer.confidence > threshold)


def described(answer: Answer, options: Options) -> dict[str, Any]:
    """What a model read, as values for JSON."""
    said: dict[str, Any] = {
        "text": answer.text,
        "confidence": round(answer.confidence, DIGITS),
        "accepted": answer.accepted,
        "symbols": [[[symbol, round(share, DIGITS)] for symbol, share in slot] for slot in answer.symbols],
    }
    return said | {"notice": answer.notice} if options.notice else said


def stated_size(data: bytes) -> tuple[int, int]:
    """Width and height in the header of an image file. Raises UnreadableError if it is not one."""
    if data.startswith(PNG) and len(data) >= PNG_SIDES.size + len(PNG):
        return PNG_SIDES.unpack_from(data, len(PNG))  # as Pillow reads it, in a tenth of the time
    return size(data)


def since(started: float) -> float:
    """Milliseconds since a value of time.perf_counter."""
    return round(1000 * (time.perf_counter() - started), 3)
