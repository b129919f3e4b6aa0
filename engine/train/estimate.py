"""Stores the measured cost of a training with its job, where a page reads it without loading a net."""

from pathlib import Path
from typing import Any

from typing_extensions import TypedDict

from engine.core.jobs.status import mend
from engine.core.storage.files import read_as, write_json

FILE = "estimate.json"


class Cost(TypedDict):
    """The content of estimate.json. memory is in bytes."""

    parameters: int
    memory: float
    seconds_per_step: float
    minutes: float


def write_estimate(folder: Path, cost: dict[str, Any]) -> None:
    """Stores parameters, memory in bytes, seconds_per_step and minutes."""
    write_json(folder / FILE, cost)


def read_estimate(folder: Path) -> Cost | None:
    """Reads the stored cost; None if there is none yet. Raises DamagedFileError."""
    return read_as(folder / FILE, Cost, mend(folder)) if (folder / FILE).exists() else None
