"""status.json: how a job stands by its own account, and since when."""

from pathlib import Path
from typing import Any, Literal

from engine.core.storage.files import read_json, write_json

State = Literal["waiting", "running", "done", "failed", "stopped", "lost"]  # "lost" is seen from outside, never written
ACTIVE = ("waiting", "running")
UNFINISHED = ("failed", "stopped", "lost")  # ended before the work was done; can be resumed


def read_status(folder: Path) -> dict[str, Any]:
    """The content of status.json."""
    return read_json(folder / "status.json")


def write_status(folder: Path, **fields: Any) -> None:
    """Replaces status.json."""
    write_json(folder / "status.json", fields)
