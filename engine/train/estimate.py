"""What a training will cost, as it was measured: kept with its job, where a page finds it without loading a net."""

from pathlib import Path
from typing import Any

from engine.core.storage.files import read_json, write_json

FILE = "estimate.json"


def write_estimate(folder: Path, found: dict[str, Any]) -> None:
    """Keeps parameters, memory in bytes, seconds_per_step and minutes."""
    write_json(folder / FILE, found)


def read_estimate(folder: Path) -> dict[str, Any] | None:
    """What was kept; None before there is anything."""
    return read_json(folder / FILE) if (folder / FILE).exists() else None
