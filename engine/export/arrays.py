"""Exports arrays for each part: X, uint8 (n, height, width) or (n, height, width, 3), and y, the texts."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from engine.core.datasets.dataset import Dataset
from engine.core.jobs.job import Job
from engine.core.storage.files import write_bytes
from engine.export.files import parts_of
from engine.imaging.decode import decode
from engine.imaging.preprocess import to_mode

BATCH = 500
MOST_BYTES = 2_000_000_000  # of pixels, because an NPZ file is built in memory


class CalmFile(io.FileIO):
    """A new file on which every write succeeds; `check` raises what went wrong.

    For writers such as HDF5, which crash the process if the disk fills up while they write.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, "x+")
        self.error: OSError | None = None

    def write(self, data: Any) -> int:
        """Writes all bytes, or remembers the error."""
        left = memoryview(data).cast("B")
        try:
            while left.nbytes and not self.error:
                left = left[super().write(left) or 0 :]
        except OSError as error:
            self.error = error
        return memoryview(data).nbytes

    def truncate(self, size: int | None = None) -> int:
        """Sets the length in bytes, or remembers the error."""
        try:
            return super().truncate(size)
        except OSError as error:
            self.error = error
            return size or 0

    def check(self) -> None:
        """Raises the first error since the file was opened, if any."""
        if self.error:
            raise self.error


def npz(source: Dataset, build: Path, job: Job) -> str:
    """Writes one file with X_train, y_train and so on. Raises ValueError if it would not fit into memory."""
    needed = source.info.count * int(np.prod(shape_of(source)))
    if needed > MOST_BYTES:
        raise ValueError(
            f"an NPZ file holds at most {MOST_BYTES / 1e9:g} GB of pixels; these are {needed / 1e9:.1f}. Choose hdf5."
        )
    arrays: dict[str, np.ndarray] = {}
    for part, ids, texts in parts(source):
        arrays[f"X_{part}"] = np.concatenate(list(pixels(source, ids, job)))
        arrays[f"y_{part}"] = np.array(texts)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    write_bytes(build / f"{source.name}.npz", buffer.getvalue())
    return f"Arrays {', '.join(arrays)}."


def hdf5(source: Dataset, build: Path, job: Job) -> str:
    """Writes one file with X_train, y_train and so on, in batches of images."""
    with CalmFile(build / f"{source.name}.h5") as sink:
        with h5py.File(sink, "w") as file:
            names = [name for part in parts(source) for name in write_part(source, file, part, sink, job)]
        sink.check()
    return f"Arrays {', '.join(names)}."


def write_part(
    source: Dataset, file: h5py.File, part: tuple[str, np.ndarray, list[str]], sink: CalmFile, job: Job
) -> list[str]:
    """Writes the arrays of one part and returns their names."""
    (name, ids, texts), shape = part, shape_of(source)
    chunks = (min(64, len(ids)), *shape)
    images = file.create_dataset(f"X_{name}", (len(ids), *shape), np.uint8, chunks=chunks, compression=1)
    file.create_dataset(f"y_{name}", data=texts, dtype=h5py.string_dtype())
    start = 0
    for batch in pixels(source, ids, job):
        images[start : start + len(batch)] = batch
        start += len(batch)
        file.flush()
        sink.check()
    return [f"X_{name}", f"y_{name}"]


def parts(source: Dataset) -> Iterator[tuple[str, np.ndarray, list[str]]]:
    """Name, ids and texts of each part that has images; without a split all images are in train."""
    part_of_row, texts = parts_of(source), source.frame(["text"])["text"].to_numpy()
    for part in ("train", "validation", "test"):
        ids = np.flatnonzero(part_of_row == part)
        if len(ids):
            yield part, ids, texts[ids].tolist()


def shape_of(source: Dataset) -> tuple[int, ...]:
    """The shape that all images have. Raises ValueError if they differ in size."""
    (narrowest, widest), (lowest, tallest) = source.info.width, source.info.height
    if narrowest != widest or lowest != tallest:
        raise ValueError(
            f"arrays need images of one size; those of {source.name!r} are {narrowest} to {widest} pixels wide and "
            f"{lowest} to {tallest} high. Choose imagefolder."
        )
    return decode(source.image_files([0])[0]).shape


def pixels(source: Dataset, ids: np.ndarray, job: Job) -> Iterator[np.ndarray]:
    """Batches of decoded images of these rows, all in the colour mode of the dataset's first image."""
    mode, done = "grey" if len(shape_of(source)) == 2 else "colour", 0
    for rows, files in source.batches(ids, BATCH):
        yield np.stack([to_mode(decode(data), mode) for data in files])
        done += len(rows)
        job.progress(done, len(ids), "images")
        job.check_stop()
