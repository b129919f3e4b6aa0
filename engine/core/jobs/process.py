"""process.json: which process runs a job, and on which machine; a machine knows only its own processes."""

import contextlib
import os
from pathlib import Path
from typing import Annotated, NotRequired

import psutil
from pydantic import Field
from typing_extensions import TypedDict

from engine.core.storage.files import DamagedFileError, read_as, this_host, write_json

FILE = "process.json"


class Noted(TypedDict):
    """The content of process.json: number and birth (seconds since 1970) of a process, and its machine.

    starting: it is about to start the job's own process, or to become it.
    """

    pid: Annotated[int, Field(gt=0)]
    born: float
    host: NotRequired[str]
    starting: NotRequired[bool]


def note_process(folder: Path, pid: int, starting: bool = False) -> None:
    """Stores which process of this machine runs the job; its birth tells it from a later process of the same number.

    starting: that the process is about to start the job's own one, or to become it.
    """
    with contextlib.suppress(psutil.NoSuchProcess):
        noted = {"pid": pid, "born": psutil.Process(pid).create_time(), "host": this_host()}
        write_json(folder / FILE, {**noted, "starting": True} if starting else noted)


def read_process(folder: Path) -> Noted | None:
    """What is noted of the job's process; None if nothing is, or it is damaged.

    Files of before the host was noted count as this machine's.
    """
    try:
        return {"host": this_host(), **read_as(folder / FILE, Noted)}
    except (FileNotFoundError, DamagedFileError):
        return None


def process_of(folder: Path) -> psutil.Process | None:
    """The living process of this machine that runs or starts the job, if any."""
    noted = read_process(folder)
    if noted is None or noted["host"] != this_host():
        return None
    try:
        process = psutil.Process(noted["pid"])
        same = abs(process.create_time() - noted["born"]) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, OverflowError):
        return None
    return process if same else None


def runs(folder: Path) -> bool:
    """Whether a living process of this machine other than this one runs the job."""
    process, noted = process_of(folder), read_process(folder)
    return process is not None and noted is not None and not noted.get("starting") and process.pid != os.getpid()


def alive(folder: Path) -> bool:
    """Whether the process that runs or starts a job lives, or cannot be seen because another machine runs it."""
    noted = read_process(folder)
    return noted is not None and (noted["host"] != this_host() or process_of(folder) is not None)
