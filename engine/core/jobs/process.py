"""process.json: which process runs a job, and on which machine; a machine knows only its own processes."""

import contextlib
import socket
import time
from pathlib import Path
from typing import Any

import psutil

from engine.core.storage.files import read_json, write_json

BIRTH_GRACE = 10.0  # seconds a new process may take to appear before its job counts as lost


def this_host() -> str:
    """The name by which machines that share a workspace know this one."""
    return socket.gethostname()


def note_process(folder: Path, pid: int) -> None:
    """Stores which process of this machine runs the job; its birth tells it from a later process of the same number."""
    with contextlib.suppress(psutil.NoSuchProcess):
        noted = {"pid": pid, "born": psutil.Process(pid).create_time(), "host": this_host()}
        write_json(folder / "process.json", noted)


def read_process(folder: Path) -> dict[str, Any] | None:
    """What is noted of the job's process; None before it has one.

    Files of before the host was noted count as this machine's.
    """
    try:
        return {"host": this_host(), **read_json(folder / "process.json")}
    except FileNotFoundError:
        return None


def process_of(folder: Path) -> psutil.Process | None:
    """The living process of this machine that runs the job, if any."""
    noted = read_process(folder)
    if noted is None or noted["host"] != this_host():
        return None
    try:
        process = psutil.Process(noted["pid"])
        same = abs(process.create_time() - noted["born"]) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return None
    return process if same else None


def alive(folder: Path, status: dict[str, Any]) -> bool:
    """Whether the job's process lives, may still be starting, or cannot be seen because another machine runs it."""
    noted = read_process(folder)
    if noted is None:
        return time.time() - status.get("reset", status["created"]) < BIRTH_GRACE
    return noted["host"] != this_host() or process_of(folder) is not None
