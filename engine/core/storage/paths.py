"""Where things lie in the workspace, and what they may be called."""

import os
import re
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
LONGEST_NAME = 100
NAME_RULE = (
    f"1 to {LONGEST_NAME} letters, digits, spaces, '-' or '_', the first a letter or digit, and not a name that "
    "Windows reserves, such as CON"
)
RESERVED = ("jobs", "sweeps")  # folders of data/ that are no datasets
# Names that Windows reserves for devices, with any extension; it reads superscript digits as digits.
DEVICES = {
    *("con", "prn", "aux", "nul", "conin$", "conout$"),
    *(f"{kind}{number}" for kind in ("com", "lpt") for number in "0123456789¹²³"),
}


def workspace() -> Path:
    """The folder that holds data/ and models/: GLYPHLAB_HOME, or the project itself.

    Installed with pip, there is no folder of the project: then it is the folder glyphlab of the user's home.
    """
    is_project = (PROJECT / "requirements.txt").exists()
    return resolved(os.environ.get("GLYPHLAB_HOME") or str(PROJECT if is_project else Path.home() / "glyphlab"))


@cache
def resolved(path: str) -> Path:
    """A path without links and relative steps. Kept, because pages ask for the workspace thousands of times."""
    return Path(path).resolve()


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


def downloads_folder() -> Path:
    """Where downloaded files lie unless another folder is named, one folder for each list."""
    return workspace() / "downloads"


def exports_folder() -> Path:
    """Where exports lie unless another folder is named, one folder each."""
    return workspace() / "exports"


def check_name(name: str, what: str) -> str:
    """Returns the name of a new dataset or model if it can be a folder's name on every system.

    Raises ValueError, naming what (such as "dataset"), what came and what a name may hold.
    """
    if not is_usable_name(name):
        raise ValueError(f"a {what} name is {NAME_RULE}; got {name[:LONGEST_NAME]!r}.")
    return name


def is_usable_name(name: str) -> bool:
    """Whether a folder of the workspace can have this name on every system."""
    safe = name.isprintable() and not set(name) & set('/\\:*?"<>|') and not name.startswith((".", "-", "_"))
    free = name.lower() not in RESERVED and not is_device(name)
    return safe and free and name == name.strip(" .") and 1 <= len(name) <= LONGEST_NAME


def is_device(name: str) -> bool:
    """Whether Windows takes a name, such as CON or nul.png, for a device instead of a file."""
    return name.partition(".")[0].strip().casefold() in DEVICES


def safe_file_name(name: str) -> str:
    """A file name that came from elsewhere, such as a browser, reduced to what every system can store."""
    name = re.sub(r"[^\w.() -]", "_", Path(name.replace("\\", "/")).name).lstrip(". ")[-LONGEST_NAME:].rstrip(" .")
    return f"_{name}" if is_device(name) else name or "upload.zip"
