"""What one process does of reading in bulk: predictions for the images of a shard, or for some files."""

from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from engine.classify.files import Files
from engine.classify.lines.read import confidence_of, read_line, text_of
from engine.classify.single import read_picture
from engine.classify.spec import ClassifySpec
from engine.classify.table import as_table
from engine.core.datasets import shard
from engine.core.datasets.dataset import Dataset
from engine.core.jobs.job import Job
from engine.core.models.card import model_folder, read_card
from engine.core.models.decoding.constraint import Constraint, Possible
from engine.core.models.predictor import Predictor, possible_for
from engine.core.specs.known_texts import words_of
from engine.imaging.decode import UnreadableError, decode

BATCH = 64  # images that a net reads at once
ARRIVED = pa.schema([("notice", pa.string()), ("width", pa.int64()), ("height", pa.int64()), ("ink", pa.float64())])
OF_FILES = pa.schema([("predicted", pa.string()), ("confidence", pa.float32()), *ARRIVED])


class Model(NamedTuple):
    """Which model reads, and how; see `Predictor`. The fingerprint tells it from another model of that name.

    constraint: what is known about the texts, without words; those are in a file, "" for none, as they can be many.
    temperature: see `engine.core.models.calibration`. lines: whether images are cut into symbols.
    """

    name: str
    beam: int
    fingerprint: str
    constraint: Constraint
    words: str
    temperature: float
    lines: bool


def model_of(spec: ClassifySpec, constraint: Constraint, temperature: float) -> Model:
    """The model that a spec names, under a constraint and at a temperature.

    Raises ValueError or FileNotFoundError when there is none, or not a whole one, or no text is possible.
    """
    possible_for(read_card(spec.model), constraint)
    files = [model_folder(spec.model) / name for name in ("card.json", "model.tflite")]
    words = [Path(spec.words)] if spec.words else []
    known = constraint._replace(words=()) if spec.words else constraint
    return Model(spec.model, spec.beam, shard.fingerprint([*files, *words]), known, spec.words, temperature, spec.lines)


@lru_cache(maxsize=1)
def loaded(model: Model) -> tuple[Predictor, Possible | None]:
    """The model, ready to read, and the texts that it may read; loaded once in each process."""
    predictor = Predictor(model.name, beam=model.beam)
    words = words_of(model.words) or model.constraint.words
    return predictor, possible_for(predictor.card, model.constraint._replace(words=words))


def predict_shard(model: Model, source: Dataset, job: Job, ids: np.ndarray) -> pa.Table:
    """Predictions for the images of one shard: the columns of `as_table` and of Arrival, and file, the name of each.

    Raises StoppedError between two batches after a wish to stop.
    """
    (predictor, possible), batches = loaded(model), []
    for some, files in source.batches(ids, BATCH):
        job.check_stop()
        pictures = [decode(data) for data in files]
        images = np.stack([predictor.prepare(picture) for picture in pictures])
        prediction = predictor.predict(images, possible, model.temperature)
        arrived = pa.Table.from_pylist(
            [row._asdict() for row in predictor.arrivals(pictures, images, prediction)], ARRIVED
        )
        table = as_table(some, prediction, predictor.card.codec)
        for name in ARRIVED.names:
            table = table.append_column(name, arrived[name])
        batches.append(table)
    return pa.concat_tables(batches).append_column("file", pa.array(source.paths(ids), pa.string()))


def predict_files(model: Model, job: Job, files: Files, names: list[str]) -> pa.Table:
    """Predictions for image files in their order: the columns of OF_FILES, predicted null for one that is unreadable.

    Raises StoppedError between two files after a wish to stop.
    """
    rows = []
    for name in names:
        job.check_stop()
        rows.append(predict_file(model, files, name))
    return pa.Table.from_pylist(rows, OF_FILES)


def predict_file(model: Model, files: Files, name: str) -> dict[str, Any]:
    """A row of `predict_files`."""
    predictor, possible = loaded(model)
    try:
        picture = decode(files.read(name), predictor.card.frame)
    except UnreadableError as reason:
        return {"notice": str(reason)}
    if model.lines:
        return predict_line(predictor, picture)
    read = read_picture(predictor, picture, possible, model.temperature)
    text, confidence = read.prediction.texts[0], read.prediction.confidence[0].item()
    return {"predicted": text, "confidence": confidence, **read.arrival._asdict()}


def predict_line(predictor: Predictor, picture: np.ndarray) -> dict[str, Any]:
    """A row of `predict_files` for an image of a line of symbols."""
    height, width = picture.shape[:2]
    try:
        symbols = read_line(predictor, picture)
    except ValueError as reason:
        return {"notice": str(reason)}
    said = "" if symbols else "Nothing on this image stands out from its background, so there is nothing to read."
    about = {"notice": said, "width": width, "height": height, "ink": None}
    return {"predicted": text_of(symbols), "confidence": confidence_of(symbols), **about}
