"""Stores the measured cost of a training with its job, where a page reads it without loading a net."""

from pathlib import Path
from typing import Any

from engine.core.storage.files import read_json, write_json

FILE = "estimate.json"


def write_estimate(folder: Path, cost: dict[str, Any]) -> None:
    """Stores parameters, memory in bytes, seconds_per_step and minutes."""
    write_json(folder / FILE, cost)


def read_estimate(folder: Path) -> dict[str, Any] | None:
    """Reads the stored cost; None if there is none yet."""
    return read_json(folder / FILE) if (folder / FILE).exists() else None
