"""A job is a folder and a process: what was asked, how far it is, how it ended; readable by anybody, at any time."""

import contextlib
import time
from pathlib import Path
from typing import Any, Literal, NamedTuple

import psutil

from engine.core.storage.files import last_lines, parse_json, read_json, write_json
from engine.core.storage.folders import list_folders
from engine.core.storage.paths import jobs_folder

State = Literal["waiting", "running", "done", "failed", "stopped", "lost"]
ACTIVE = ("waiting", "running")
LOST = "its process ended without a word (killed, or the memory ran out); resume it to go on from what was saved."
BIRTH_GRACE = 10.0  # seconds a new process may take to appear before its job counts as lost


class Progress(NamedTuple):
    """One line of progress.jsonl: at `time` (s since 1970) `done` of `total` units were finished."""

    time: float
    done: float
    total: float
    unit: str
    figures: dict[str, float]


class View(NamedTuple):
    """What a reader sees of a job. Times are seconds since 1970, 0.0 when not reached."""

    id: str
    verb: str
    spec: dict[str, Any]
    makes: tuple[str, str] | None
    after: str | None
    within: str | None
    state: State
    message: str
    result: dict[str, Any]
    created: float
    started: float
    ended: float
    progress: Progress | None
    seconds_left: float | None

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ACTIVE

    @property
    def title(self) -> str:
        """The verb and the thing it is about: "train real-slotnet"."""
        about = self.makes[1] if self.makes else self.spec.get("dataset") or self.spec.get("model") or ""
        return f"{self.verb} {about}".strip()

    @property
    def share(self) -> float:
        """How much is done, 0..1."""
        if self.state == "done":
            return 1.0
        return min(self.progress.done / self.progress.total, 1.0) if self.progress and self.progress.total else 0.0


def folder_of(job_id: str) -> Path:
    """The folder of a job; FileNotFoundError when there is none of that id."""
    folder = jobs_folder() / job_id
    if not job_id or Path(job_id).name != job_id or not (folder / "spec.json").exists():
        raise FileNotFoundError(f"there is no job {job_id!r}; `python -m engine jobs` lists them.")
    return folder


def views() -> list[View]:
    """All jobs, newest first."""
    folder = jobs_folder()
    complete = [name for name in list_folders(folder) if (folder / name / "spec.json").exists()]
    return sorted((view(name) for name in complete), key=lambda each: each.created, reverse=True)


def view(job_id: str) -> View:
    """A job as it stands now, derived from its files and its process."""
    folder = folder_of(job_id)
    request, status = read_json(folder / "spec.json"), read_status(folder)
    state = status["state"]
    if state in ACTIVE and not alive(folder, status):
        state, status["message"] = "lost", LOST
    lines = progress_lines(folder)
    return View(
        id=job_id,
        verb=request["verb"],
        spec=request["spec"],
        makes=tuple(request["makes"]) if request["makes"] else None,
        after=request["after"],
        within=request.get("within"),
        state=state,
        message=status.get("message", ""),
        result=status.get("result") or {},
        created=status["created"],
        started=status.get("started", 0.0),
        ended=status.get("ended", 0.0),
        progress=lines[-1] if lines else None,
        seconds_left=seconds_left(lines, status.get("started", 0.0)) if state == "running" else None,
    )


def read_status(folder: Path) -> dict[str, Any]:
    """The content of status.json."""
    return read_json(folder / "status.json")


def write_status(folder: Path, **fields: Any) -> None:
    """Replaces status.json."""
    write_json(folder / "status.json", fields)


def note_process(folder: Path, pid: int) -> None:
    """Stores which process runs the job; its start time tells it from a later process of the same number."""
    with contextlib.suppress(psutil.NoSuchProcess):
        write_json(folder / "process.json", {"pid": pid, "born": psutil.Process(pid).create_time()})


def process_of(folder: Path) -> psutil.Process | None:
    """The living process that runs the job, if any."""
    path = folder / "process.json"
    if not path.exists():
        return None
    noted = read_json(path)
    try:
        process = psutil.Process(noted["pid"])
        same = abs(process.create_time() - noted["born"]) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return None
    return process if same else None


def alive(folder: Path, status: dict[str, Any]) -> bool:
    """Whether the job's process lives, or may still be starting."""
    if (folder / "process.json").exists():
        return process_of(folder) is not None
    return time.time() - status.get("reset", status["created"]) < BIRTH_GRACE


def progress_lines(folder: Path) -> list[Progress]:
    """The last lines of progress.jsonl, oldest first: enough to tell the pace, however long the job is."""
    lines = []
    for text in last_lines(folder / "progress.jsonl"):
        with contextlib.suppress(ValueError, TypeError):
            lines.append(Progress(**parse_json(text)))
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
