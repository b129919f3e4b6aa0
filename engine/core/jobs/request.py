"""spec.json: what a job was asked for. It is written last, so a folder with it is a job."""

from pathlib import Path
from typing import Any, NotRequired

from typing_extensions import TypedDict

from engine.core.jobs.status import mend
from engine.core.storage.files import damaged, read_as

FILE = "spec.json"


class Asked(TypedDict):
    """The content of spec.json: the verb and its spec.

    makes: kind and name of what the job makes. after: the job that must be done before. within: the job that this one
    is a part of.
    """

    verb: str
    spec: dict[str, Any]
    makes: tuple[str, str] | None
    after: str | None
    within: NotRequired[str | None]


def read_request(folder: Path) -> Asked:
    """What a job was asked for. Raises DamagedFileError if the file is damaged or missing."""
    try:
        return read_as(folder / FILE, Asked, mend(folder))
    except FileNotFoundError:
        raise damaged(folder / FILE, "it is missing", mend(folder)) from None
