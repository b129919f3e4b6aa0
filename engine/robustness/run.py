"""The robustness card as a job: a model reads images under every corruption, block by block."""

from functools import lru_cache, partial
from typing import Any

import numpy as np
import pyarrow as pa

from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.jobs.job import Job
from engine.core.models.blocks import folder_for, in_blocks
from engine.core.models.model import version
from engine.core.models.predictor import Predictor
from engine.core.storage.folders import delete_folder
from engine.imaging.decode import UnreadableError, decode
from engine.robustness.card import as_values, card_of
from engine.robustness.corruptions import CONDITIONS, corrupted
from engine.robustness.spec import RobustnessSpec
from engine.robustness.stored import TYPES, read_readings, write_readings

BLOCK = 20  # images that a process corrupts and reads before it stores what it read
FEWEST = 20  # images under all corruptions that take a process about as long as its start


def run(spec: RobustnessSpec, job: Job) -> dict[str, Any]:
    """Reads the images under all conditions, stores that with the model, and returns the card as plain values.

    A resumed job does not read finished blocks again. Raises ValueError or FileNotFoundError if there is no such model
    or dataset, or the part has no image.
    """
    source = open_dataset(spec.dataset)
    ids = source.part_ids(spec.part)
    if not len(ids):
        raise ValueError(f"the {spec.part} part of {spec.dataset!r} is empty; split it with a larger share.")
    ids = ids[np.linspace(0, len(ids) - 1, min(spec.most, len(ids))).round().astype(int)]
    finished = folder_for(job, version(spec.model), source.stored.fingerprint, ids.tolist(), spec.seed)
    blocks = [ids[start : start + BLOCK] for start in range(0, len(ids), BLOCK)]
    read = partial(read_block, spec.model, source, spec.seed, job)
    table = in_blocks(read, blocks, finished, spec.workers, job, FEWEST)
    if not len(table):
        raise ValueError(f"none of the {len(ids)} images of {spec.dataset!r} can be read; clean the dataset first.")
    write_readings(spec.model, source, spec.part, table)
    delete_folder(finished)
    card = card_of(read_readings(spec.model, source))
    return {"model": spec.model, "dataset": spec.dataset, "part": spec.part, **as_values(card)}


@lru_cache(maxsize=1)
def loaded(model: str) -> Predictor:
    """The model, loaded once in each process."""
    return Predictor(model)


def read_block(model: str, source: Dataset, seed: int, job: Job, ids: np.ndarray) -> pa.Table:
    """What a model reads of these images under each condition: a table with the columns of `TYPES`.

    Images that cannot be decoded are left out. Raises StoppedError between two conditions after a wish to stop.
    """
    pictures = {}
    for row, data in zip(ids.tolist(), source.image_files(ids), strict=True):
        try:
            pictures[row] = decode(data)
        except UnreadableError:
            continue
    predictor = loaded(model)
    columns: dict[str, list[Any]] = {name: [] for name in TYPES}
    for name, severity in CONDITIONS if pictures else ():
        job.check_stop()
        images = [predictor.prepare(corrupted(picture, name, severity, seed, row)) for row, picture in pictures.items()]
        prediction = predictor.predict(np.stack(images))
        columns["id"] += list(pictures)
        columns["corruption"] += [name] * len(pictures)
        columns["severity"] += [severity] * len(pictures)
        columns["predicted"] += prediction.texts
        columns["confidence"] += prediction.confidence.tolist()
    return pa.table(columns, pa.schema(TYPES.items()))
