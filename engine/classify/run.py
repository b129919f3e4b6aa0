"""Reading in bulk: a part of a dataset into stored readings, or a folder into lines of text."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.classify.prediction import Answer, answers, read_picture
from engine.classify.spec import ClassifySpec
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs.job import Job
from engine.core.models.predictions import predictions_path
from engine.core.models.predictor import Reader
from engine.core.storage.files import as_csv, read_bytes, write_text
from engine.core.storage.tables import read_table, write_table
from engine.imaging.decode import Unreadable, decode

BATCH = 64
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".pgm", ".ppm")


def run(spec: ClassifySpec, job: Job) -> dict[str, Any]:
    """Reads what the spec names; returns counts and where the readings are.

    Raises ValueError or FileNotFoundError when neither or both of dataset and folder are given, or they do not exist.
    """
    if bool(spec.dataset) == bool(spec.folder):
        raise ValueError("name what to read: either a dataset (and its part) or a folder.")
    reader = Reader(spec.model, beam=spec.beam)
    return read_dataset(spec, reader, job) if spec.dataset else read_folder(spec, reader, job)


def read_dataset(spec: ClassifySpec, reader: Reader, job: Job) -> dict[str, Any]:
    """Reads a part of a dataset and stores the readings in the model's folder."""
    source = open_dataset(spec.dataset)
    ids = source.part_ids(spec.part)
    if not len(ids):
        raise ValueError(f"the {spec.part} part of {spec.dataset!r} is empty; split it with a larger share.")
    texts = source.frame(["text"], ids)["text"].to_list()
    found: list[Answer] = []
    for _, pictures in source.batches(ids, BATCH):
        job.check_stop()
        images = np.stack([reader.prepare(decode(picture)) for picture in pictures])
        found += lean(answers(reader.read(images), images, reader.card.codec))
        job.progress(len(found), len(ids), "images")
    table = as_table(ids, texts, found)
    store(table, spec, source.stored.fingerprint)
    rows = [
        {"file": path, "prediction": one.text, "confidence": round(one.confidence, 6), "notice": ""}
        for path, one in zip(source.paths(ids), found, strict=True)
    ]
    about = {"model": spec.model, "dataset": spec.dataset, "part": spec.part, "n": len(ids)}
    return {**about, "right": pc.sum(table["correct"]).as_py(), "output": str(write_lines(rows, spec, job))}


def lean(found: list[Answer]) -> list[Answer]:
    """Answers without their pictures, which a large part has too many of."""
    empty = np.empty(0, np.uint8)
    return [one._replace(image=empty, attention=None) for one in found]


def as_table(ids: np.ndarray, texts: list[str], found: list[Answer]) -> pa.Table:
    """Readings as a table: id, text, predicted, confidence, correct, and per slot the best symbols and their shares."""
    top = pa.list_(pa.list_(pa.struct([("symbol", pa.string()), ("share", pa.float32())])))
    rows = [[[{"symbol": s, "share": p} for s, p in slot] for slot in one.top] for one in found]
    return pa.table(
        {
            "id": pa.array(ids, pa.int64()),
            "text": pa.array(texts, pa.string()),
            "predicted": pa.array([one.text for one in found], pa.string()),
            "confidence": pa.array([one.confidence for one in found], pa.float32()),
            "correct": pa.array([one.text == text for one, text in zip(found, texts, strict=True)], pa.bool_()),
            "top": pa.array(rows, top),
        }
    )


def store(table: pa.Table, spec: ClassifySpec, fingerprint: str) -> None:
    """Adds readings to those that the model has of this dataset; older ones of the same rows are replaced.

    Readings of other pictures (another fingerprint of the shards) are dropped; corrected labels change no reading.
    """
    path = predictions_path(spec.model, spec.dataset)
    mark = {b"dataset_fingerprint": fingerprint.encode()}
    if path.exists():
        old = read_table(path)
        if (old.schema.metadata or {}).get(b"dataset_fingerprint") == fingerprint.encode():
            fresh = pc.invert(pc.is_in(old["id"], table["id"]))
            table = pa.concat_tables([old.filter(fresh).replace_schema_metadata(None), table])
    write_table(path, table.sort_by("id").replace_schema_metadata(mark))


def read_folder(spec: ClassifySpec, reader: Reader, job: Job) -> dict[str, Any]:
    """Reads every picture below a folder into `file,prediction` lines, and a CSV with confidence and notices."""
    folder = Path(spec.folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {spec.folder!r}; give the path of a folder with image files.")
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in PICTURES and path.is_file())
    if not files:
        raise ValueError(f"the folder {spec.folder!r} holds no image files ({', '.join(PICTURES)}).")
    rows: list[dict[str, Any]] = []
    for path in files:
        job.check_stop()
        rows.append({"file": path.relative_to(folder).as_posix(), **read_file(path, reader)})
        job.progress(len(rows), len(files), "images")
    bad = [f"{row['file']}: {row['notice']}" for row in rows if row["prediction"] is None]
    about = {"model": spec.model, "n": len(rows) - len(bad), "output": str(write_lines(rows, spec, job))}
    return {**about, "unreadable": len(bad), "reasons": bad[:20]}


def write_lines(rows: list[dict[str, Any]], spec: ClassifySpec, job: Job) -> Path:
    """Writes `file,prediction` lines of what could be read, and a CSV of all beside them; returns the first's path."""
    output = Path(spec.output) if spec.output else job.folder / "output.txt"
    read = [row for row in rows if row["prediction"] is not None]
    write_text(output, as_lines(read, ["file", "prediction"]))
    write_text(output.with_suffix(".csv"), as_lines(rows, ["file", "prediction", "confidence", "notice"]))
    return output


def read_file(path: Path, reader: Reader) -> dict[str, Any]:
    """Prediction, confidence and notice for one file; a prediction of None when it cannot be read."""
    try:
        one = read_picture(reader, read_bytes(path))
    except Unreadable as reason:
        return {"prediction": None, "confidence": None, "notice": str(reason)}
    return {"prediction": one.text, "confidence": round(one.confidence, 6), "notice": one.notice}


def as_lines(rows: list[dict[str, Any]], columns: list[str]) -> str:
    """Some columns of rows as CSV text."""
    return as_csv(columns, ([row[column] for column in columns] for row in rows))
