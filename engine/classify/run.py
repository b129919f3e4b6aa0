"""Reading in bulk: a part of a dataset into stored predictions, or a folder into lines of text."""

from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from engine.classify.blocks import folder_for, in_blocks
from engine.classify.lines import Line, write_lines
from engine.classify.predict import Model, model_of, predict_files, predict_shard
from engine.classify.spec import ClassifySpec
from engine.classify.table import labelled, store
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.shard import by_shard
from engine.core.jobs.job import Job
from engine.core.storage.folders import delete_folder, modified_at
from engine.imaging.decode import IMAGE_ENDINGS

BLOCK = 250  # files of a folder that a process reads before it stores what it read


def run(spec: ClassifySpec, job: Job) -> dict[str, Any]:
    """Reads what the spec names; returns counts and where the predictions are.

    Shards that a run before finished in the job's folder are not read again. Raises ValueError or FileNotFoundError
    when neither or both of dataset and folder are given, or they do not exist.
    """
    if bool(spec.dataset) == bool(spec.folder):
        raise ValueError("name what to read: either a dataset (and its part) or a folder.")
    model = model_of(spec)
    return read_dataset(spec, model, job) if spec.dataset else read_folder(spec, model, job)


def read_dataset(spec: ClassifySpec, model: Model, job: Job) -> dict[str, Any]:
    """Reads a part of a dataset and stores the predictions in the model's folder."""
    source = open_dataset(spec.dataset)
    ids = source.part_ids(spec.part)
    if not len(ids):
        raise ValueError(f"the {spec.part} part of {spec.dataset!r} is empty; split it with a larger share.")
    finished = folder_for(job, model, source.stored.fingerprint, ids.tolist())
    table = in_blocks(partial(predict_shard, model, source, job), by_shard(ids), finished, spec.workers, job)
    predictions = labelled(table, source.frame(["text"], ids)["text"].to_list())
    store(predictions, spec.model, spec.dataset, source.stored.fingerprint)
    columns = [table[name].to_pylist() for name in ("file", "predicted", "confidence", "notice")]
    lines = [
        Line(file, text, round(confidence, 6), notice) for file, text, confidence, notice in zip(*columns, strict=True)
    ]
    output = write_lines(lines, spec, job)
    delete_folder(finished)
    right = pc.sum(predictions["correct"]).as_py()
    about = {"model": spec.model, "dataset": spec.dataset, "part": spec.part, "n": len(ids)}
    return {**about, "right": right, "noticed": noticed(lines), "output": str(output)}


def read_folder(spec: ClassifySpec, model: Model, job: Job) -> dict[str, Any]:
    """Reads every image below a folder into `file,prediction` lines, and a CSV with confidence and notices."""
    folder = Path(spec.folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {spec.folder!r}; give the path of a folder with image files.")
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in IMAGE_ENDINGS and path.is_file())
    if not files:
        raise ValueError(f"the folder {spec.folder!r} holds no image files ({', '.join(IMAGE_ENDINGS)}).")
    finished = folder_for(job, model, [(str(path), path.stat().st_size, modified_at(path)) for path in files])
    blocks = [files[start : start + BLOCK] for start in range(0, len(files), BLOCK)]
    table = in_blocks(partial(predict_files, model, job), blocks, finished, spec.workers, job)
    names = [path.relative_to(folder).as_posix() for path in files]
    lines = list(map(Line, names, *(column.to_pylist() for column in table.columns)))
    output = write_lines(lines, spec, job)
    delete_folder(finished)
    bad = [f"{line.file}: {line.notice}" for line in lines if line.prediction is None]
    about = {"model": spec.model, "n": len(lines) - len(bad), "output": str(output)}
    return {**about, "noticed": noticed(lines), "unreadable": len(bad), "reasons": bad[:20]}


def noticed(lines: list[Line]) -> int:
    """The number of images that were read although they are unlike what the model learned from."""
    return sum(bool(line.notice) for line in lines if line.prediction is not None)
