"""Reading in bulk: a part of a dataset into stored predictions, or image files into lines of text."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.classify.convert import convert
from engine.classify.files import Files
from engine.classify.lines.read import check as check_symbols
from engine.classify.outputs import check_title
from engine.classify.predict import Model, model_of, predict_files, predict_shard
from engine.classify.results import Results
from engine.classify.spec import ClassifySpec
from engine.classify.table import labelled, store
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.datasets.shard import by_shard
from engine.core.jobs.job import Job
from engine.core.models.blocks import folder_for, in_blocks
from engine.core.models.card import read_card
from engine.core.models.decoding.constraint import Constraint
from engine.core.models.predictions import predictions_path
from engine.core.models.trust.trust import Trust, trust_in
from engine.core.specs.known_texts import words_of
from engine.core.storage.folders import delete_folder

BLOCK = 250  # files of a folder that a process reads before it stores what it read
SOURCES = ("dataset", "folder", "zip", "image", "convert")


def run(spec: ClassifySpec, job: Job) -> dict[str, Any]:
    """Reads what the spec names; returns counts and where the predictions are.

    Shards that a run before finished in the job's folder are not read again. Raises ValueError or FileNotFoundError
    when none or several sources are given, or they do not exist, or a promise cannot be given.
    """
    check(spec)
    if spec.convert:
        output = Path(spec.output) if spec.output else None
        return convert(Path(spec.convert), output, spec.format, spec.title, job.folder)
    constraint = constraint_for(spec)
    trust = trust_in(spec.model, constraint, spec.accept_errors)
    model = model_of(spec, constraint, trust.temperature)
    if spec.dataset:
        return read_dataset(spec, model, constraint, trust, job)
    path, kind = next((getattr(spec, kind), kind) for kind in ("folder", "zip", "image") if getattr(spec, kind))
    return read_files(spec, Files(path, kind), model, trust, job)


def check(spec: ClassifySpec) -> None:
    """Raises ValueError unless one thing is named to be read, and a model, or if options do not go together."""
    given = [name for name in SOURCES if getattr(spec, name)]
    if len(given) != 1:
        raise ValueError(
            "name what to read: either a dataset (and its part), a folder, a zip file or an image"
            + (f"; got {', '.join(given)}." if given else ".")
        )
    if not spec.model and not spec.convert:
        raise ValueError("model is missing; name the model that reads the images.")
    check_title(spec.format, spec.title)
    if spec.lines:
        check_lines(spec)


def check_lines(spec: ClassifySpec) -> None:
    """Raises ValueError if lines of symbols cannot be read as the spec says."""
    check_symbols(read_card(spec.model))
    if spec.dataset or spec.accept_errors or spec.constraint or spec.words:
        raise ValueError(
            "lines of symbols are read from a folder, a zip file or an image, without constraints and promises, which "
            "are about single symbols there; leave those options out."
        )


def constraint_for(spec: ClassifySpec) -> Constraint:
    """What is known about the texts: what the spec says, or else what the model's card says."""
    return spec.constraint._replace(words=words_of(spec.words)) or read_card(spec.model).constraint


def read_dataset(spec: ClassifySpec, model: Model, constraint: Constraint, trust: Trust, job: Job) -> dict[str, Any]:
    """Reads a part of a dataset and stores the predictions in the model's folder."""
    source = open_dataset(spec.dataset)
    ids = source.part_ids(spec.part)
    if not len(ids):
        raise ValueError(f"the {spec.part} part of {spec.dataset!r} is empty; split it with a larger share.")
    finished = folder_for(job, model, source.stored.fingerprint, ids.tolist())
    table = in_blocks(partial(predict_shard, model, source, job), by_shard(ids), finished, spec.workers, job)
    labels = source.frame(["text"], ids)["text"].to_list()
    right = keep(spec, source, model, constraint, table, labels)
    results = Results(spec, trust, table["file"].to_pylist(), table)
    correct = np.array(table["predicted"].to_pylist(), object) == np.array(labels, object)
    summary = results.write(job, correct)
    delete_folder(finished)
    about = {"model": spec.model, "dataset": spec.dataset, "part": spec.part, "n": len(ids)}
    return {**about, "right": right, **summary}


def keep(
    spec: ClassifySpec, source: Dataset, model: Model, constraint: Constraint, table: pa.Table, labels: list[str]
) -> int:
    """Stores predictions with the model, apart from others if made under a constraint; returns how many are right."""
    predictions = labelled(table, labels)
    own = constraint == read_card(spec.model).constraint
    made = {
        b"dataset_fingerprint": source.stored.fingerprint.encode(),
        b"constraint": constraint.key.encode(),
        b"temperature": f"{model.temperature:.6g}".encode(),
    }
    store(predictions, predictions_path(spec.model, spec.dataset, "" if own else constraint.key), made)
    return int(pc.sum(predictions["correct"]).as_py())


def read_files(spec: ClassifySpec, files: Files, model: Model, trust: Trust, job: Job) -> dict[str, Any]:
    """Reads image files into lines; unreadable ones are listed with the reason."""
    names = files.names()
    finished = folder_for(job, model, files.state(names))
    blocks = [names[start : start + BLOCK] for start in range(0, len(names), BLOCK)]
    table = in_blocks(partial(predict_files, model, job, files), blocks, finished, spec.workers, job)
    summary = Results(spec, trust, names, table).write(job)
    delete_folder(finished)
    return {"model": spec.model, **summary}
