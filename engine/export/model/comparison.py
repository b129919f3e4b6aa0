"""Reads an export back, and compares it with the model on the same images."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np

from engine.core.datasets.dataset import Dataset
from engine.core.jobs.job import FailedError, Job
from engine.core.metrics.paired import paired
from engine.core.models.card import Card
from engine.core.models.exported import Exported
from engine.core.models.predictor import Predictor, decode
from engine.core.storage.folders import folder_bytes
from engine.imaging.decode import decode as decode_image

COMPARED = 64  # images on which probabilities are compared
MOST = 4000  # images of the test part that are read
AT_ONCE = 64
LARGEST_LOSS = 0.005  # share of texts; an export that surely loses more is refused


class Read(NamedTuple):
    """What one side reads in n images. probabilities: of slots or frames; None if it gives only confidences."""

    texts: list[str]
    confidence: np.ndarray
    probabilities: np.ndarray | None = None


Reading = Callable[[list[bytes]], Read]  # reads image files


def reading_by(card: Card, predictor: Predictor, outputs: Callable[[np.ndarray], list[np.ndarray]]) -> Reading:
    """Reads image files with a net's outputs, however they are ordered: attention has one axis more."""

    def read(files: list[bytes]) -> Read:
        images = np.stack([predictor.prepare(decode_image(data, card.frame)) for data in files])
        probabilities = next(output for output in outputs(images) if output.ndim == 3)
        prediction = decode(probabilities, None, card, temperature=card.temperature)
        return Read(prediction.texts, prediction.confidence, probabilities)

    return read


def order(card: Card, outputs: Callable[[np.ndarray], list[np.ndarray]]) -> list[str]:
    """The names of an export's outputs in their order, as a card lists them."""
    size = card.preparation
    found = outputs(np.zeros((1, size.height, size.width, size.channels), np.uint8))
    return ["attention" if output.ndim == 4 else "probabilities" for output in found]


def compare(model: Reading, export: Reading, labelled: Dataset | None, files: list[bytes], job: Job) -> Exported:
    """What an export does on the same image files as the model, and on the test part of a dataset if there is one."""
    before, after = model(files), export(files)
    measured = Exported(
        bytes=0,
        milliseconds=milliseconds(export, files),
        compared=len(files),
        difference=difference(before, after),
        version="",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    return with_accuracy(measured, model, export, labelled, job) if labelled else measured


def difference(before: Read, after: Read) -> float:
    """The largest difference of a probability, or of a confidence where one side gives no more."""
    if before.probabilities is None or after.probabilities is None:
        return float(np.abs(before.confidence - after.confidence).max())
    return float(np.abs(before.probabilities - after.probabilities).max())


def with_accuracy(measured: Exported, model: Reading, export: Reading, labelled: Dataset, job: Job) -> Exported:
    """Adds what both read of the test part."""
    ids = labelled.part_ids("test")[:MOST]
    texts = labelled.frame(["text"], ids)["text"].to_numpy(object)
    read: list[list[str]] = [[], []]
    for _, files in labelled.batches(ids, AT_ONCE):
        for side, reading in zip(read, (model, export), strict=True):
            side += reading(files).texts
        job.progress(len(read[0]), len(ids), "images")
        job.check_stop()
    before, after = (np.array(side, object) for side in read)
    against = paired(before == texts, after == texts)
    return measured.model_copy(
        update={
            "dataset": labelled.name,
            "n": len(ids),
            "accuracy": float((after == texts).mean()),
            "lost": against.difference,
            "lost_low": against.low,
            "lost_high": against.high,
            "changed": float((before != after).mean()),
        }
    )


def milliseconds(reading: Reading, files: list[bytes]) -> float:
    """CPU time of reading one image after the other, after one that is not counted."""
    reading(files[:1])
    started = time.process_time()
    for data in files:
        reading([data])
    return round(1000 * (time.process_time() - started) / len(files), 4)


def check(measured: Exported) -> None:
    """Raises FailedError, with the figures, for an export that surely loses more than LARGEST_LOSS of the texts."""
    if measured.lost_low > LARGEST_LOSS:
        raise FailedError(
            f"this export reads {100 * measured.lost:.2f} points fewer of {measured.n:,} texts than the model (95 % "
            f"interval {100 * measured.lost_low:.2f} to {100 * measured.lost_high:.2f}), and at most "
            f"{100 * LARGEST_LOSS:g} may be lost; choose another format."
        )


def sized(measured: Exported, build: Path, version: str) -> Exported:
    """With the size of the files, and the version of the model that was exported."""
    return measured.model_copy(update={"bytes": folder_bytes(build), "version": version})
