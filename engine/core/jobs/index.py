"""Which jobs have not ended, and which ended unfinished: markers that spare reading all jobs to find these few.

`.active/JOB` stands for a job that waits or runs by its status.json, `.unfinished/REQUEST/JOB` for one that was stopped
or failed. status.json stays the truth. A job is marked before it becomes active, so a kill at any moment leaves at
worst a marker too many, which the next sweep removes. Adding a marker is safe at any time; removing one needs the lock.
"""

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock

from engine.core.jobs.request import read_request
from engine.core.jobs.status import ACTIVE, UNFINISHED, read_status
from engine.core.storage.files import DamagedFileError
from engine.core.storage.folders import delete_folder, list_folders, make_folder
from engine.core.storage.paths import jobs_folder


class Request(NamedTuple):
    """What a job was asked for: two jobs with the same request do the same work."""

    verb: str
    spec: dict[str, Any]
    within: str | None


def lock() -> FileLock:
    """The lock under which jobs are made, reset and forgotten; the thread that holds it may take it again."""
    return FileLock(make_folder(jobs_folder()) / ".create.lock", is_singleton=True)


def active() -> list[str]:
    """The ids of all jobs that wait or run, lost ones included, and perhaps of some that have just ended."""
    if not jobs_folder().is_dir():
        return []
    try:
        if not complete():
            build()
    except OSError:  # of a workspace that cannot be written all jobs are read
        return list_folders(jobs_folder())
    return names(active_folder())


def unfinished(request: Request) -> list[str]:
    """The ids of the jobs with this request that were stopped or failed. Needs the lock; drops outdated markers."""
    marked = names(request_folder(request))
    for job_id in marked:
        if state_of(job_id) not in UNFINISHED:
            drop_unfinished(job_id, request)
    return [job_id for job_id in marked if (request_folder(request) / job_id).exists()]


def mark_active(job_id: str) -> None:
    """Notes that a job waits or runs, or is about to; without an index there is no need, as one is built from all."""
    marker = active_folder() / job_id
    with contextlib.suppress(OSError):  # the index is there to be quick; status.json tells the truth
        if not marker.exists():
            marker.touch()


def forget(job_id: str, request: Request | None) -> None:
    """Removes all markers of a job; without its request, which is damaged, an outdated one may stay. Needs the lock."""
    drop_active(job_id)
    if request:
        drop_unfinished(job_id, request)


def sweep() -> None:
    """Removes the active markers of jobs that have ended; marks the unfinished of these as such. Needs the lock."""
    for job_id in active():
        state = state_of(job_id)
        if state in UNFINISHED:
            mark_unfinished(job_id)
        if state not in ACTIVE:
            drop_active(job_id)


def complete() -> bool:
    """Whether there is an index: `.unfinished` is made last, once all jobs are marked in `.active`."""
    return active_folder().is_dir() and unfinished_folder().is_dir()


def build() -> None:
    """Makes the index of a workspace that has none or only part of it, from all jobs."""
    with lock():
        if complete():
            return
        if unfinished_folder().exists():
            delete_folder(unfinished_folder())
        make_folder(active_folder())
        for job_id in list_folders(jobs_folder()):
            mark_active(job_id)
        make_folder(unfinished_folder())
        sweep()


def mark_unfinished(job_id: str) -> None:
    """Notes that a job was stopped or failed, where the same request will find it."""
    asked = read_request(jobs_folder() / job_id)
    folder = request_folder(Request(asked["verb"], asked["spec"], asked.get("within")))
    (make_folder(folder) / job_id).touch()


def drop_active(job_id: str) -> None:
    """Removes the active marker of a job."""
    (active_folder() / job_id).unlink(missing_ok=True)


def drop_unfinished(job_id: str, request: Request) -> None:
    """Removes the unfinished marker of a job, and the folder of its request once that is empty."""
    folder = request_folder(request)
    (folder / job_id).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        folder.rmdir()


def state_of(job_id: str) -> str | None:
    """The state in a job's status.json; None when the job was forgotten, never made to its end, or is damaged."""
    folder = jobs_folder() / job_id
    try:
        read_request(folder)
        return read_status(folder)["state"]
    except DamagedFileError:
        return None


def active_folder() -> Path:
    """Where the active jobs are marked."""
    return jobs_folder() / ".active"


def unfinished_folder() -> Path:
    """Where the unfinished jobs are marked, in a folder for each request."""
    return jobs_folder() / ".unfinished"


def request_folder(request: Request) -> Path:
    """Where the unfinished jobs with a request are marked: a folder named by a hash of the request."""
    said = json.dumps(request, sort_keys=True)
    return unfinished_folder() / hashlib.sha256(said.encode()).hexdigest()[:24]


def names(folder: Path) -> list[str]:
    """The names of the markers in a folder; [] when it does not exist."""
    return [marker.name for marker in folder.iterdir()] if folder.is_dir() else []
