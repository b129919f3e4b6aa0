"""Exports a model: written, read back, compared on the same images, and noted in its card."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.datasets.info import PARTS
from engine.core.jobs.job import Job
from engine.core.models.card import Card, model_folder, read_card
from engine.core.models.exported import Exported
from engine.core.models.lineage import origins
from engine.core.models.model import version
from engine.core.models.predictor import Predictor
from engine.core.storage.files import write_json
from engine.core.storage.folders import delete_folder
from engine.export.model import bundle, comparison
from engine.export.model.formats import FORMATS, Source, outputs_of_litert
from engine.export.spec import ExportSpec
from engine.imaging.decode import decode
from engine.imaging.encode import png

SAMPLES = 256  # training images from which a net in 8 bits takes the ranges of its values
NEEDS_IMAGES = ("litert-int8", "litert-full-int8")


def export_model(spec: ExportSpec, build: Path, job: Job) -> dict[str, Any]:
    """Writes the files of a model into a folder; returns what was found when they were read back.

    Raises ValueError if the format does not suit the model or needs labelled images, FailedError if it loses too much.
    """
    card, predictor, folder = read_card(spec.model), Predictor(spec.model), model_folder(spec.model)
    dataset = labelled(spec, card)
    if dataset is None and spec.format in NEEDS_IMAGES:
        raise ValueError(
            f"{spec.format} must be tried on labelled images, and the dataset of {spec.model!r} is gone or not split; "
            "name a split dataset of such images with --dataset."
        )
    job.log(f"writing {spec.format}")
    export = written(spec, Source(folder, card, partial(samples, dataset, predictor)), build, job)
    job.log("reading it back")
    model = comparison.reading_by(card, predictor, outputs_of_litert(folder / "model.tflite"))
    measured = comparison.compare(model, export, dataset, some_images(dataset, card), job)
    comparison.check(measured)
    measured = comparison.sized(measured, build, version(spec.model))
    note(spec.model, spec.format, measured)
    return {"model": spec.model, "format": spec.format, **measured.model_dump(), "note": in_words(measured)}


def written(spec: ExportSpec, source: Source, build: Path, job: Job) -> comparison.Reading:
    """Writes the files of an export, and reads images with them."""
    if spec.format == "bundle":
        bundle.check(source.card)
        bundle.write(spec.model, source.card, source.folder / "model.tflite", build)
        scratch = job.folder / "bundle"
        if scratch.exists():
            delete_folder(scratch)
        return bundle.reading(spec.model, build, scratch)
    outputs = FORMATS[spec.format](source, build)
    names = comparison.order(source.card, outputs)
    write_json(build / "card.json", source.card.model_copy(update={"outputs": names}).model_dump(mode="json"))
    return comparison.reading_by(source.card, Predictor(spec.model), outputs)


def labelled(spec: ExportSpec, card: Card) -> Dataset | None:
    """The split dataset that an export is tried on: the one that is named, or else the model's own, if it is there.

    Raises ValueError if the named one has no test part.
    """
    name = spec.dataset or origins({spec.model: card})[spec.model].present
    if not name:
        return None
    source = open_dataset(name)
    if source.split_report() is None or not len(source.part_ids("test")):
        if spec.dataset:
            raise ValueError(f"the dataset {name!r} has no test part to try the export on; split it first.")
        return None
    return source


def samples(source: Dataset | None, predictor: Predictor) -> Iterator[np.ndarray]:
    """Preprocessed images of the training part, spread evenly, each uint8 (1, height, width, channels)."""
    if source is None:
        return
    ids = source.part_ids(PARTS[0])
    chosen = ids[np.linspace(0, len(ids) - 1, min(SAMPLES, len(ids))).astype(int)]
    for data in source.image_files(chosen):
        yield predictor.prepare(decode(data, predictor.card.frame))[None]


def some_images(source: Dataset | None, card: Card) -> list[bytes]:
    """The files of images on which probabilities are compared: of the test part, or else noise."""
    if source is not None:
        return source.image_files(source.part_ids("test")[: comparison.COMPARED])
    size, draw = card.preparation, np.random.default_rng(0)
    return [png(draw.integers(0, 256, (size.height, size.width), np.uint8)) for _ in range(comparison.COMPARED)]


def note(name: str, kind: str, measured: Exported) -> None:
    """Adds an export to the card of the model."""
    card = read_card(name)
    noted = card.model_copy(update={"exports": {**card.exports, kind: measured}})
    write_json(model_folder(name) / "card.json", noted.model_dump(mode="json"))


def in_words(measured: Exported) -> str:
    """What was found, in a sentence."""
    alike = f"on {measured.compared} images probabilities differ by at most {measured.difference:.2g}"
    if not measured.n:
        return f"Without labelled images its accuracy is unknown; {alike}."
    return (
        f"It reads {measured.accuracy:.2%} of {measured.n:,} texts of {measured.dataset} ({100 * measured.lost:+.2f} "
        f"points lost, {100 * measured.lost_low:+.2f} to {100 * measured.lost_high:+.2f}), {measured.changed:.2%} of "
        f"them otherwise than the model; {alike}."
    )
