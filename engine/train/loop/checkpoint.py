"""Checkpoints: all that a training needs to resume after an epoch as if it had never stopped, in one file."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pandas as pd

from engine.core.jobs.job import Job
from engine.core.storage.files import as_json, parse_json, read_bytes, write_bytes, write_text

Weights = list[np.ndarray]
R = TypeVar("R", bound=Mapping[Any, float])
STORED_AS = {"net": "net", "optimiser": "optimiser", "ema": "average", "best": "best"}  # names in the file


class Checkpoint(NamedTuple):
    """Everything that a training continues from.

    net: all variables of the net. optimiser: its variables. ema: moving average of the weights ([] if the recipe uses
    none). best: the weights of the best epoch. rows: the epochs so far, as in history.csv. cpu_seconds: used so far.
    """

    net: Weights
    optimiser: Weights
    ema: Weights
    best: Weights
    rows: list[dict[str, float]]
    cpu_seconds: float

    @property
    def epoch(self) -> int:
        """Number of finished epochs."""
        return len(self.rows)

    @property
    def best_row(self) -> dict[str, float]:
        """The epoch whose weights are kept."""
        return best_of(self.rows)

    @property
    def since_best(self) -> int:
        """Number of epochs since the best one."""
        return self.epoch - int(self.best_row["epoch"])


def best_of(rows: Sequence[R]) -> R:
    """The best epoch: most validation texts right, then smallest loss; without validation the last."""
    return max(rows, key=lambda row: (row.get("val_exact_match", row["epoch"]), -row.get("val_loss", 0.0)))


def path_of(job: Job) -> Path:
    """Where a job stores its checkpoint."""
    return job.folder / "checkpoint.npz"


def save(checkpoint: Checkpoint, job: Job) -> None:
    """Stores the checkpoint in the job's folder, atomically, with the learning curve beside it."""
    arrays: dict[str, Any] = {
        f"{stored_as}-{index:04d}": array
        for name, stored_as in STORED_AS.items()
        for index, array in enumerate(getattr(checkpoint, name))
    }
    buffer = io.BytesIO()
    summary = as_json({"rows": checkpoint.rows, "cpu_seconds": checkpoint.cpu_seconds})
    np.savez(buffer, about=np.array(summary), **arrays)
    write_bytes(path_of(job), buffer.getvalue())
    write_text(job.folder / "history.csv", curve(checkpoint))


def load(job: Job) -> Checkpoint | None:
    """Reads the checkpoint of a job; None if there is none. Raises ValueError if the file is damaged."""
    path = path_of(job)
    if not path.exists():
        return None
    try:
        return parse(path)
    except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"the checkpoint of job {job.id} is damaged ({error}); forget the job, and train again."
        ) from None


def parse(path: Path) -> Checkpoint:
    """Parses a checkpoint file."""
    with np.load(io.BytesIO(read_bytes(path))) as file:
        arrays = {
            name: [file[key] for key in sorted(file.files) if key.startswith(f"{stored_as}-")]
            for name, stored_as in STORED_AS.items()
        }
        summary = parse_json(str(file["about"]))
    return Checkpoint(**arrays, rows=summary["rows"], cpu_seconds=summary["cpu_seconds"])


def curve(checkpoint: Checkpoint) -> str:
    """The text of history.csv, one line per epoch."""
    return pd.DataFrame(checkpoint.rows).to_csv(index=False, lineterminator="\n")
