"""status.json: how a job stands by its own account, and since when."""

from pathlib import Path
from typing import Annotated, Any, Literal, Required

from pydantic import Field
from typing_extensions import TypedDict

from engine.core.storage.files import as_json, damaged, read_as, write_bytes

State = Literal["waiting", "running", "done", "failed", "stopped", "lost"]  # "lost" is seen from outside, never written
ACTIVE = ("waiting", "running")
UNFINISHED = ("failed", "stopped", "lost")  # ended before the work was done; can be resumed
FILE = "status.json"
Time = Annotated[float, Field(ge=0, lt=1e11)]  # seconds since 1970


class Status(TypedDict, total=False):
    """The content of status.json. started and ended are 0.0 when not reached."""

    state: Required[State]
    created: Required[Time]
    started: Time
    ended: Time
    message: str
    result: dict[str, Any]


def read_status(folder: Path) -> Status:
    """The content of status.json. Raises DamagedFileError if the file is damaged or missing."""
    try:
        return read_as(folder / FILE, Status, mend(folder))
    except FileNotFoundError:
        raise damaged(folder / FILE, "it is missing", mend(folder)) from None


def mend(folder: Path) -> str:
    """What can be done about a job whose files are damaged, as the end of a sentence."""
    return f"restore it from a copy, or remove the job from the list (`python -m engine forget {folder.name}`)"


def write_status(folder: Path, **fields: Any) -> None:
    """Replaces status.json. What UTF-8 cannot hold (file names of other encodings) is written as "?"."""
    write_bytes(folder / FILE, as_json(fields).encode("utf-8", "replace"))
