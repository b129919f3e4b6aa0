"""Exports of which every image is a file: TEXT.png, Hugging Face's ImageFolder, one folder for each class."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from engine.core.datasets.dataset import Dataset
from engine.core.datasets.info import PARTS
from engine.core.jobs.job import Job
from engine.core.storage import files
from engine.core.storage.folders import make_folder
from engine.export.safe_names import are_safe, class_folders

BATCH = 500


def folder(made: Dataset, build: Path, job: Job) -> str:
    """TEXT.png where every text can be a file's name, otherwise numbers and labels.csv; tells which, and why."""
    texts = made.frame(["text"])["text"].tolist()
    if are_safe(texts):
        write(made, build, [f"{text}{ending(path)}" for text, path in zip(texts, paths(made), strict=True)], job)
        return "every file is named by its text"
    names = numbered(made)
    write(made, build, names, job)
    files.write_text(build / "labels.csv", as_csv(pd.DataFrame({"file_name": names, "text": texts})))
    return "the texts are no safe file names, or occur more than once: files are numbered, labels.csv has the texts"


def imagefolder(made: Dataset, build: Path, job: Job) -> str:
    """Numbered files, and metadata.csv with the texts and every other column; a folder for each part of a split."""
    frame = made.frame([name for name in made.columns() if name not in ("image", "picture")])
    parts = parts_of(made)
    names = numbered(made)
    write(made, build, [f"{part}/{name}" for part, name in zip(parts, names, strict=True)], job)
    frame.insert(0, "file_name", names)
    for part in np.unique(parts):
        files.write_text(build / part / "metadata.csv", as_csv(frame[parts == part]))
    return f"one folder with metadata.csv for each of: {', '.join(np.unique(parts))}"


def classes(made: Dataset, build: Path, job: Job) -> str:
    """One folder for each class; classes.csv tells which is which, where a class cannot be a folder's name.

    Raises ValueError for a dataset whose labels are longer than one symbol.
    """
    if made.info.lengths != (1, 1):
        raise ValueError(
            f"one folder for each class needs labels of one symbol; those of {made.name!r} have {made.info.lengths[0]} "
            f"to {made.info.lengths[1]}: choose folder or imagefolder."
        )
    texts = made.frame(["text"])["text"].tolist()
    places = class_folders(sorted(set(texts)))
    write(made, build, [f"{places[text]}/{name}" for text, name in zip(texts, numbered(made), strict=True)], job)
    if all(text == place for text, place in places.items()):
        return "every folder is named by its class"
    table = pd.DataFrame({"folder": places.values(), "text": places.keys()})
    files.write_text(build / "classes.csv", as_csv(table))
    return "some classes are no safe folder names: classes.csv tells which folder is which"


def parts_of(made: Dataset) -> np.ndarray:
    """The part of each row of a dataset that was split, otherwise "train" for all."""
    parts = np.full(made.info.count, PARTS[0], object)
    if made.split_report() is not None:
        split = made.split()
        parts[split.index.to_numpy()] = split.to_numpy()
    return parts


def paths(made: Dataset) -> list[str]:
    """The name that each row's picture has in the dataset."""
    return made.paths(range(made.info.count))


def numbered(made: Dataset) -> list[str]:
    """A number as the name of each row's file."""
    return [f"{i:07d}{ending(path)}" for i, path in enumerate(paths(made))]


def ending(path: str) -> str:
    """The ending of a picture's file: JPEG files stay what they are, everything else is stored as PNG."""
    suffix = Path(path).suffix.lower()
    return suffix if suffix in (".jpg", ".jpeg") else ".png"


def write(made: Dataset, build: Path, names: list[str], job: Job) -> None:
    """Writes the picture of each row under its name."""
    for place in {Path(name).parent for name in names}:
        make_folder(build / place)
    for name, data, done in zip(names, pictures(made), range(1, len(names) + 1), strict=True):
        files.write_new(build / name, data)
        if done % BATCH == 0 or done == len(names):
            job.progress(done, len(names), "images")
            job.check_stop()


def pictures(made: Dataset) -> Iterator[bytes]:
    """The picture files' bytes of all rows."""
    for _, some in made.batches(range(made.info.count), BATCH):
        yield from some


def as_csv(frame: pd.DataFrame) -> str:
    """A table as CSV; lists are written as JSON."""
    rows = (
        [files.as_json(cell.tolist()) if isinstance(cell, np.ndarray) else cell for cell in row]
        for row in frame.itertuples(index=False)
    )
    return files.as_csv(frame.columns, rows)
