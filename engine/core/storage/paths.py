"""Where things lie in the workspace, and what they may be called."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
LONGEST_NAME = 100
RESERVED = ("jobs", "sweeps")  # folders of data/ that are no datasets


def workspace() -> Path:
    """The folder that holds data/ and models/: GLYPHLAB_HOME, or the project itself."""
    return Path(os.environ.get("GLYPHLAB_HOME") or PROJECT).resolve()


def datasets_folder() -> Path:
    """Where datasets lie, one folder each."""
    return workspace() / "data"


def models_folder() -> Path:
    """Where trained models lie, one folder each."""
    return workspace() / "models"


def jobs_folder() -> Path:
    """Where jobs lie, one folder each, whether they run, wait or ended."""
    return workspace() / "data" / "jobs"


def sweeps_folder() -> Path:
    """Where sweeps lie, one folder each."""
    return workspace() / "data" / "sweeps"


def check_name(name: str, what: str) -> str:
    """Returns the name of a new dataset or model if it can be a folder's name on every system.

    Raises ValueError, naming what (such as "dataset"), what came and what a name may hold.
    """
    safe = name.isprintable() and not set(name) & set('/\\:*?"<>|') and not name.startswith((".", "-", "_"))
    if not safe or name != name.strip(" .") or not 1 <= len(name) <= LONGEST_NAME or name.lower() in RESERVED:
        raise ValueError(
            f"a {what} name is 1 to {LONGEST_NAME} letters, digits, spaces, '-' or '_' and starts with a letter or "
            f"digit; got {name[:LONGEST_NAME]!r}."
        )
    return name
