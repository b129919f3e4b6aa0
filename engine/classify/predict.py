"""What one process does of reading in bulk: predictions for the images of a shard, or for some files."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from engine.classify.prediction import read_image
from engine.classify.spec import ClassifySpec
from engine.classify.table import as_table
from engine.core.datasets import shard
from engine.core.datasets.dataset import Dataset
from engine.core.jobs.job import Job
from engine.core.models.card import model_folder, read_card
from engine.core.models.decoding.constraint import Constraint, Possible
from engine.core.models.predictor import Predictor, possible_for
from engine.core.specs.known_texts import words_of
from engine.core.storage.files import read_bytes
from engine.imaging.decode import UnreadableError, decode

BATCH = 64  # images that a net reads at once
OF_FILES = pa.schema([("predicted", pa.string()), ("confidence", pa.float64()), ("notice", pa.string())])


class Model(NamedTuple):
    """Which model reads, and how; see `Predictor`. The fingerprint tells it from another model of that name.

    constraint: what is known about the texts, without words; those are in a file, "" for none, as they can be many.
    """

    name: str
    beam: int
    fingerprint: str
    constraint: Constraint
    words: str


def model_of(spec: ClassifySpec) -> Model:
    """The model that a spec names.

    Raises ValueError or FileNotFoundError when there is none, or not a whole one, or no text is possible.
    """
    card = read_card(spec.model)
    files = [model_folder(spec.model) / name for name in ("card.json", "model.tflite")]
    possible_for(card, spec.constraint._replace(words=words_of(spec.words)))
    words = [Path(spec.words)] if spec.words else []
    return Model(spec.model, spec.beam, shard.fingerprint([*files, *words]), spec.constraint, spec.words)


@lru_cache(maxsize=1)
def loaded(model: Model) -> tuple[Predictor, Possible | None]:
    """The model, ready to read, and the texts that it may read; loaded once in each process."""
    predictor = Predictor(model.name, beam=model.beam)
    return predictor, possible_for(predictor.card, model.constraint._replace(words=words_of(model.words)))


def predict_shard(model: Model, source: Dataset, job: Job, ids: np.ndarray) -> pa.Table:
    """Predictions for the images of one shard: the columns of `as_table`, notice, and file, the name of each file.

    Raises StoppedError between two batches after a wish to stop.
    """
    (predictor, possible), batches = loaded(model), []
    for some, files in source.batches(ids, BATCH):
        job.check_stop()
        pictures = [decode(data) for data in files]
        images = np.stack([predictor.prepare(picture) for picture in pictures])
        prediction = predictor.predict(images, possible)
        table = as_table(some, prediction, predictor.card.codec)
        batches.append(
            table.append_column(
                "notice", pa.array([arrival.notice for arrival in predictor.arrivals(pictures, images, prediction)])
            )
        )
    return pa.concat_tables(batches).append_column("file", pa.array(source.paths(ids), pa.string()))


def predict_files(model: Model, job: Job, files: list[Path]) -> pa.Table:
    """Predictions for image files in their order: predicted (null for a file that cannot be read), confidence, notice.

    Raises StoppedError between two files after a wish to stop.
    """
    (predictor, possible), rows = loaded(model), []
    for path in files:
        job.check_stop()
        rows.append(predict_file(predictor, path, possible))
    return pa.Table.from_pylist(rows, OF_FILES)


def predict_file(predictor: Predictor, path: Path, possible: Possible | None) -> dict[str, str | float | None]:
    """A row of `predict_files`."""
    try:
        answer = read_image(predictor, read_bytes(path), possible)
    except UnreadableError as reason:
        return {"notice": str(reason)}
    return {"predicted": answer.text, "confidence": round(answer.confidence, 6), "notice": answer.notice}
