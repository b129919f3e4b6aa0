"""A job is a folder and a process: what was asked, how far it is, how it ended; readable by anybody, at any time."""

import contextlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from engine.core.jobs import index
from engine.core.jobs import request as request_file
from engine.core.jobs import status as status_file
from engine.core.jobs.process import alive, read_process
from engine.core.jobs.request import read_request
from engine.core.jobs.spent import spent_before
from engine.core.jobs.status import ACTIVE, State, Status, mend, read_status
from engine.core.storage.files import DamagedFileError, checker, damaged, last_lines
from engine.core.storage.folders import list_folders, version_of
from engine.core.storage.paths import is_usable_name, jobs_folder

LOST = (
    "its process ended without a word (killed, or the memory or the disk was full); resume it to go on from what was "
    "saved."
)
REMEMBERED = 10_000  # ended jobs whose views a process keeps; each takes a few KB


class Progress(NamedTuple):
    """One line of progress.jsonl: at `time` (s since 1970) `done` of `total` units were finished."""

    time: float
    done: float
    total: float
    unit: str
    figures: dict[str, float]


class Values(dict[str, Any]):
    """Values by name from a file of a job. Asking for one that it lacks raises DamagedFileError, naming the file."""

    def __init__(self, path: Path, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.path = path

    def __missing__(self, name: str) -> Any:
        raise damaged(self.path, f"it has no {name}", mend(self.path.parent))


class View(NamedTuple):
    """What a reader sees of a job; `host` is the machine that runs or ran it, "" before one does.

    Times are seconds since 1970, 0.0 when not reached. spent: seconds of its runs before it was resumed.
    """

    id: str
    verb: str
    spec: dict[str, Any]
    makes: tuple[str, str] | None
    after: str | None
    within: str | None
    host: str
    state: State
    message: str
    result: dict[str, Any]
    created: float
    started: float
    ended: float
    progress: Progress | None
    seconds_left: float | None
    spent: float = 0.0

    @property
    def seconds(self) -> float:
        """How long it ran until it ended, with the runs before it was resumed; 0.0 while it is active."""
        return self.spent + self.ended - self.started if self.started and self.ended else 0.0

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ACTIVE

    @property
    def request(self) -> index.Request:
        """What it was asked for."""
        return index.Request(self.verb, self.spec, self.within)

    @property
    def title(self) -> str:
        """The verb and the thing it is about: "Train real-slotnet"."""
        about = self.makes[1] if self.makes else self.spec.get("dataset") or self.spec.get("model") or ""
        return f"{self.verb.capitalize()} {about}".strip()

    @property
    def share(self) -> float:
        """How much is done, 0..1."""
        if self.state == "done":
            return 1.0
        return min(self.progress.done / self.progress.total, 1.0) if self.progress and self.progress.total else 0.0


def folder_of(job_id: str) -> Path:
    """The folder of a job; FileNotFoundError when there is none of that id."""
    folder = jobs_folder() / job_id
    if not is_usable_name(job_id) or not (folder / "spec.json").exists():
        raise FileNotFoundError(f"there is no job {job_id[:100]!r}; `python -m engine jobs` lists them.")
    return folder


def views() -> list[View]:
    """All jobs that can be read, newest first; a job that the index of active jobs misses is added to it."""
    readable = views_of(list_folders(jobs_folder()))
    for job in readable:
        if job.active or job.state == "lost":
            index.mark_active(job.id)
    return readable


def damaged_jobs() -> dict[str, str]:
    """The jobs that cannot be read, each with a sentence that says why and what can be done."""
    reasons = {}
    for job_id in list_folders(jobs_folder()):
        try:
            read_view(jobs_folder() / job_id)
        except DamagedFileError as damage:
            reasons[job_id] = str(damage)
    return reasons


def active_views() -> list[View]:
    """The jobs that wait or run, newest first; what this costs does not grow with the number of ended jobs."""
    return [job for job in views_of(index.active()) if job.active]


def views_of(job_ids: Iterable[str]) -> list[View]:
    """Those of these jobs that exist and can be read, newest first."""
    readable = []
    for job_id in job_ids:
        with contextlib.suppress(FileNotFoundError, DamagedFileError):
            readable.append(view(job_id))
    return sorted(readable, key=lambda job: job.created, reverse=True)


def view(job_id: str) -> View:
    """A job as it stands now, derived from its files and its process.

    Raises FileNotFoundError if there is no such job, and DamagedFileError if its files are damaged.
    """
    return read_view(folder_of(job_id))


def read_view(folder: Path) -> View:
    """The job in a folder. Raises DamagedFileError if its files are damaged or missing."""
    version = version_of(folder / status_file.FILE, folder / request_file.FILE)
    return ended_view(folder, *version) or fresh_view(folder)


@lru_cache(REMEMBERED)
def ended_view(folder: Path, *version: int) -> View | None:
    """The view of an ended job, which stays as it is until one of its files is replaced; None of an active one."""
    return None if read_status(folder)["state"] in ACTIVE else fresh_view(folder)


def fresh_view(folder: Path) -> View:
    """A job as its files and its process tell it."""
    request, status, process = read_request(folder), seen_status(folder), read_process(folder)
    lines = progress_lines(folder)
    return View(
        id=folder.name,
        verb=request["verb"],
        spec=Values(folder / request_file.FILE, request["spec"]),
        makes=request["makes"],
        after=request["after"],
        within=request.get("within"),
        host=process["host"] if process else "",
        state=status["state"],
        message=status.get("message", ""),
        result=Values(folder / status_file.FILE, status.get("result") or {}),
        created=status["created"],
        started=status.get("started", 0.0),
        ended=status.get("ended", 0.0),
        progress=lines[-1] if lines else None,
        seconds_left=seconds_left(lines, status.get("started", 0.0)) if status["state"] == "running" else None,
        spent=spent_before(folder),
    )


def seen_status(folder: Path) -> Status:
    """The content of status.json; the state "lost" where it says that a job is active whose process is gone."""
    status = read_status(folder)
    if status["state"] in ACTIVE and not alive(folder):
        status = read_status(folder)  # the job may have ended between these two looks
        if status["state"] in ACTIVE:
            status["state"], status["message"] = "lost", LOST
    return status


def progress_lines(folder: Path) -> list[Progress]:
    """The last lines of progress.jsonl, oldest first: enough to tell the pace, however long the job is."""
    lines = []
    for text in last_lines(folder / "progress.jsonl"):
        with contextlib.suppress(ValidationError):
            lines.append(checker(Progress).validate_json(text))
    return lines


def seconds_left(lines: list[Progress], started: float) -> float | None:
    """Time left at the pace of this run's last lines, in s; None before anything is known."""
    recent = [line for line in lines if line.time >= started]
    if len(recent) < 2 or recent[-1].done <= recent[0].done:
        return None
    first, last = recent[0], recent[-1]
    return (last.total - last.done) * (last.time - first.time) / (last.done - first.done)


def log_tail(job_id: str, lines: int = 20) -> str:
    """The last lines of a job's log."""
    return "\n".join(last_lines(folder_of(job_id) / "log.txt")[-lines:])
