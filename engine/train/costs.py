"""The estimate that a training leaves in its job's folder; read without TensorFlow."""

from pathlib import Path
from typing import Any

from engine import storage

FILE = "estimate.json"


def keep(folder: Path, found: dict[str, Any]) -> None:
    """Keeps parameters, memory in bytes, seconds_per_step and minutes."""
    storage.write_json(folder / FILE, found)


def kept(folder: Path) -> dict[str, Any] | None:
    """What was kept; None before there is anything."""
    return storage.read_json(folder / FILE) if (folder / FILE).exists() else None
