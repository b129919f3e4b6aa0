"""Exports with one file per image: named by their texts, as Hugging Face's ImageFolder, or in one folder per class."""

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
from engine.imaging.strip import stripped

BATCH = 500


def folder(source: Dataset, build: Path, job: Job) -> str:
    """Names images by their texts if these are safe, otherwise by numbers with labels.csv. Returns a note on which."""
    texts = source.frame(["text"])["text"].tolist()
    if are_safe(texts):
        write(source, build, [f"{text}{ending(path)}" for text, path in zip(texts, paths(source), strict=True)], job)
        return "Every file is named by its text."
    names = numbered(source)
    write(source, build, names, job)
    files.write_text(build / "labels.csv", as_csv(pd.DataFrame({"file_name": names, "text": texts})))
    return (
        "Some texts cannot be file names or occur more than once, so files are numbered and labels.csv has the texts."
    )


def imagefolder(source: Dataset, build: Path, job: Job) -> str:
    """Numbers images, in one folder with metadata.csv per part of a split. Returns a note."""
    frame = source.frame([name for name in source.columns() if name not in ("image", "picture")])
    parts = parts_of(source)
    names = numbered(source)
    write(source, build, [f"{part}/{name}" for part, name in zip(parts, names, strict=True)], job)
    frame.insert(0, "file_name", names)
    for part in np.unique(parts):
        files.write_text(build / part / "metadata.csv", as_csv(frame[parts == part]))
    return f"One folder with metadata.csv for each of: {', '.join(np.unique(parts))}."


def classes(source: Dataset, build: Path, job: Job) -> str:
    """Writes one folder per class, and classes.csv if some classes cannot be folder names. Returns a note.

    Raises ValueError if a label has more than one symbol.
    """
    if source.info.lengths != (1, 1):
        raise ValueError(
            f"format classes needs labels of one symbol; those of {source.name!r} have {source.info.lengths[0]} to "
            f"{source.info.lengths[1]}. Choose folder or imagefolder."
        )
    texts = source.frame(["text"])["text"].tolist()
    folders = class_folders(sorted(set(texts)))
    write(source, build, [f"{folders[text]}/{name}" for text, name in zip(texts, numbered(source), strict=True)], job)
    if all(text == name for text, name in folders.items()):
        return "Every folder is named by its class."
    table = pd.DataFrame({"folder": folders.values(), "text": folders.keys()})
    files.write_text(build / "classes.csv", as_csv(table))
    return "Some classes cannot be folder names: classes.csv has the class of each folder."


def parts_of(source: Dataset) -> np.ndarray:
    """The part of each row, or "train" for all rows if the dataset is not split."""
    parts = np.full(source.info.count, PARTS[0], object)
    if source.split_report() is not None:
        split = source.split()
        parts[split.index.to_numpy()] = split.to_numpy()
    return parts


def paths(source: Dataset) -> list[str]:
    """The stored path of each row's image."""
    return source.paths(range(source.info.count))


def numbered(source: Dataset) -> list[str]:
    """A numbered file name for each row."""
    return [f"{i:07d}{ending(path)}" for i, path in enumerate(paths(source))]


def ending(path: str) -> str:
    """The extension of an image file: JPEG files keep theirs, all others are stored as PNG."""
    suffix = Path(path).suffix.lower()
    return suffix if suffix in (".jpg", ".jpeg") else ".png"


def write(source: Dataset, build: Path, names: list[str], job: Job) -> None:
    """Writes the image of each row to its name."""
    for inner in {Path(name).parent for name in names}:
        make_folder(build / inner)
    for name, data, done in zip(names, image_files(source), range(1, len(names) + 1), strict=True):
        files.write_new(build / name, data)
        if done % BATCH == 0 or done == len(names):
            job.progress(done, len(names), "images")
            job.check_stop()


def image_files(source: Dataset) -> Iterator[bytes]:
    """The bytes of the image file of each row, without what is not its image: datasets of earlier versions held it."""
    for _, batch in source.batches(range(source.info.count), BATCH):
        yield from map(stripped, batch)


def as_csv(frame: pd.DataFrame) -> str:
    """Converts a table to CSV, with lists as JSON."""
    rows = (
        [files.as_json(cell.tolist()) if isinstance(cell, np.ndarray) else cell for cell in row]
        for row in frame.itertuples(index=False)
    )
    return files.as_csv(frame.columns, rows)
