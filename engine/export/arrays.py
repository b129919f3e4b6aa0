"""Exports as arrays: X, uint8 (n, height, width) or (n, height, width, 3), and y, the texts, for each part."""

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
MOST_BYTES = 2_000_000_000  # an NPZ file is made in memory


class CalmFile(io.FileIO):
    """A new file that lets every write succeed, and raises what went wrong only when it is asked by `check`.

    For a writer such as HDF5 that crashes the process when the disk is full in the middle of its work.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, "x+")
        self.error: OSError | None = None

    def write(self, data: Any) -> int:
        """Writes all of the bytes, or remembers why not."""
        left = memoryview(data).cast("B")
        try:
            while left.nbytes and not self.error:
                left = left[super().write(left) or 0 :]
        except OSError as error:
            self.error = error
        return memoryview(data).nbytes

    def truncate(self, size: int | None = None) -> int:
        """Sets the length in bytes, or remembers why not."""
        try:
            return super().truncate(size)
        except OSError as error:
            self.error = error
            return size or 0

    def check(self) -> None:
        """Raises what went wrong since the file was opened."""
        if self.error:
            raise self.error


def npz(made: Dataset, build: Path, job: Job) -> str:
    """One file with X_train, y_train and so on; ValueError where it would not fit into memory."""
    needed = made.info.count * int(np.prod(shape_of(made)))
    if needed > MOST_BYTES:
        raise ValueError(
            f"an NPZ file holds at most {MOST_BYTES / 1e9:g} GB of pixels; these are {needed / 1e9:.1f}: choose hdf5."
        )
    arrays: dict[str, np.ndarray] = {}
    for part, ids, texts in parts(made):
        arrays[f"X_{part}"] = np.concatenate(list(pixels(made, ids, job)))
        arrays[f"y_{part}"] = np.array(texts)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    write_bytes(build / f"{made.name}.npz", buffer.getvalue())
    return f"arrays {', '.join(arrays)}"


def hdf5(made: Dataset, build: Path, job: Job) -> str:
    """One file with X_train, y_train and so on; the pixels are written some at a time."""
    with CalmFile(build / f"{made.name}.h5") as sink:
        with h5py.File(sink, "w") as file:
            names = [name for part in parts(made) for name in write_part(made, file, part, sink, job)]
        sink.check()
    return f"arrays {', '.join(names)}"


def write_part(
    made: Dataset, file: h5py.File, part: tuple[str, np.ndarray, list[str]], sink: CalmFile, job: Job
) -> list[str]:
    """Writes the arrays of one part and returns their names."""
    (name, ids, texts), shape = part, shape_of(made)
    chunks = (min(64, len(ids)), *shape)
    images = file.create_dataset(f"X_{name}", (len(ids), *shape), np.uint8, chunks=chunks, compression=1)
    file.create_dataset(f"y_{name}", data=texts, dtype=h5py.string_dtype())
    start = 0
    for some in pixels(made, ids, job):
        images[start : start + len(some)] = some
        start += len(some)
        file.flush()
        sink.check()
    return [f"X_{name}", f"y_{name}"]


def parts(made: Dataset) -> Iterator[tuple[str, np.ndarray, list[str]]]:
    """Name, ids and texts of each part; all is training where the dataset was not split."""
    of, texts = parts_of(made), made.frame(["text"])["text"].to_numpy()
    for part in ("train", "validation", "test"):
        ids = np.flatnonzero(of == part)
        if len(ids):
            yield part, ids, texts[ids].tolist()


def shape_of(made: Dataset) -> tuple[int, ...]:
    """The shape of every image; ValueError where they differ in size."""
    if made.info.width[0] != made.info.width[1] or made.info.height[0] != made.info.height[1]:
        raise ValueError(
            f"arrays need images of one size; those of {made.name!r} are {made.info.width[0]} to {made.info.width[1]} "
            f"pixels wide and {made.info.height[0]} to {made.info.height[1]} high: choose imagefolder."
        )
    return decode(made.pictures([0])[0]).shape


def pixels(made: Dataset, ids: np.ndarray, job: Job) -> Iterator[np.ndarray]:
    """The images of these rows, some at a time, all in the mode of the dataset's first."""
    mode, done = "grey" if len(shape_of(made)) == 2 else "colour", 0
    for some, files in made.batches(ids, BATCH):
        yield np.stack([to_mode(decode(data), mode) for data in files])
        done += len(some)
        job.progress(done, len(ids), "images")
        job.check_stop()
