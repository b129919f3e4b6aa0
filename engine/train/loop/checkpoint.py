"""A training's state at the end of an epoch, in one file, so that a killed training goes on as if it had not been."""

import io
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from engine.core.jobs.job import Job
from engine.core.storage.files import as_json, parse_json, read_bytes, write_bytes, write_text

Weights = list[np.ndarray]


class State(NamedTuple):
    """Everything that decides how a training goes on.

    net: all variables of the net. optimiser: its variables. average: averaged weights ([] where the recipe has
    none). best: the weights of the best epoch. rows: the epochs so far, as in history.csv. cpu_seconds: used so far.
    """

    net: Weights
    optimiser: Weights
    average: Weights
    best: Weights
    rows: list[dict[str, float]]
    cpu_seconds: float

    @property
    def epoch(self) -> int:
        """How many epochs are finished."""
        return len(self.rows)

    @property
    def best_row(self) -> dict[str, float]:
        """The epoch whose weights are kept: most validation texts right, then the smallest loss; else the last."""
        return max(self.rows, key=lambda row: (row.get("val_exact_match", row["epoch"]), -row.get("val_loss", 0.0)))

    @property
    def since_best(self) -> int:
        """How many epochs ago the best one was."""
        return self.epoch - int(self.best_row["epoch"])


def path_of(job: Job) -> Path:
    """Where the state of a job is kept."""
    return job.folder / "checkpoint.npz"


def save(state: State, job: Job) -> None:
    """Keeps the state in the job's folder, all or nothing, and the curve beside it for the eye."""
    arrays: dict[str, Any] = {
        f"{name}-{index:04d}": array
        for name in ("net", "optimiser", "average", "best")
        for index, array in enumerate(getattr(state, name))
    }
    buffer = io.BytesIO()
    about = as_json({"rows": state.rows, "cpu_seconds": state.cpu_seconds})
    np.savez(buffer, about=np.array(about), **arrays)
    write_bytes(path_of(job), buffer.getvalue())
    write_text(job.folder / "history.csv", curve(state))


def load(job: Job) -> State | None:
    """The state kept in the job's folder; None when there is none. Raises ValueError when the file is damaged."""
    path = path_of(job)
    if not path.exists():
        return None
    try:
        return parsed(path)
    except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"the checkpoint of job {job.id} is damaged ({error}); forget the job, and train anew."
        ) from None


def parsed(path: Path) -> State:
    """The state in a checkpoint."""
    with np.load(io.BytesIO(read_bytes(path))) as file:
        parts = {
            name: [file[key] for key in sorted(file.files) if key.startswith(f"{name}-")]
            for name in ("net", "optimiser", "average", "best")
        }
        about = parse_json(str(file["about"]))
    return State(**parts, rows=about["rows"], cpu_seconds=about["cpu_seconds"])


def curve(state: State) -> str:
    """The text of history.csv: one line an epoch."""
    return pd.DataFrame(state.rows).to_csv(index=False, lineterminator="\n")
