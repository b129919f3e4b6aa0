"""A job is a folder and a process: what was asked, how far it is, how it ended; readable by anybody, at any time."""

import contextlib
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

import psutil
from filelock import FileLock

from engine import storage
from engine.spec import Spec, read
from engine.stages import spec_class

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
    folder = storage.jobs_folder() / job_id
    if not job_id or Path(job_id).name != job_id or not (folder / "spec.json").exists():
        raise FileNotFoundError(f"there is no job {job_id!r}; `python -m engine jobs` lists them.")
    return folder


def create(
    verb: str,
    spec: dict[str, Any],
    makes: tuple[str, str] | None = None,
    after: str | None = None,
    within: str | None = None,
) -> str:
    """Makes a job's folder and returns its id; the same request that did not end well before is taken up again.

    after: the job that must be done before. within: the job that this one is a part of.
    Raises FileExistsError when what it makes exists, ValueError when another job is making it.
    """
    storage.make_folder(storage.jobs_folder())
    with FileLock(storage.jobs_folder() / ".create.lock"):
        known = views()
        if makes:
            refuse_taken_name(makes, [each for each in known if each.active])
        for each in known:
            again = (each.verb, each.spec, each.within) == (verb, spec, within)
            if again and each.state in ("lost", "stopped", "failed"):
                reset(each.id)
                return each.id
        job_id = f"{datetime.now():%Y%m%d-%H%M%S}-{verb}-{secrets.token_hex(2)}"
        folder = storage.make_folder(storage.jobs_folder() / job_id)
        write_status(folder, state="waiting", created=time.time())
        request = {"verb": verb, "spec": spec, "makes": makes, "after": after, "within": within}
        storage.write_json(folder / "spec.json", request)
        return job_id


def refuse_taken_name(makes: tuple[str, str], active: list[View]) -> None:
    """Raises when a dataset or model of that name exists or is being made; the message says how to go on."""
    kind, name = makes
    parent = storage.datasets_folder() if kind == "dataset" else storage.models_folder()
    if (parent / name).exists():
        raise FileExistsError(f"a {kind} named {name!r} exists already; choose another name, or delete it first.")
    for each in active:
        if each.makes == makes:
            raise ValueError(
                f"job {each.id} is making the {kind} {name!r} just now; wait for it, or choose another name."
            )


def start(verb: str, spec: Spec, after: str | None = None) -> str:
    """Starts a stage as a job in a process of its own that outlives this one; returns the job's id.

    after: the job that must be done before.
    """
    job_id = create(verb, spec.model_dump(mode="json"), getattr(spec, "makes", None), after)
    launch(job_id)
    return job_id


def chain(steps: Iterable[tuple[str, Spec]]) -> list[str]:
    """Starts stages as jobs that run one after the other, each once the one before is done; returns their ids."""
    started: list[str] = []
    for verb, spec in steps:
        started.append(start(verb, spec, after=started[-1] if started else None))
    return started


def spec_of(view: View) -> Spec:
    """The Spec that a job was started with."""
    return read(spec_class(view.verb), view.spec)


def launch(job_id: str) -> None:
    """Starts the process of a created job: the same command that a person could type."""
    folder = folder_of(job_id)
    verb = storage.read_json(folder / "spec.json")["verb"]
    command = [sys.executable, "-m", "engine", verb, "--job", job_id]
    with (folder / "log.txt").open("ab") as log:
        child = subprocess.Popen(
            command, cwd=storage.PROJECT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            env={**os.environ, "GLYPHLAB_HOME": str(storage.home()), "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    note_process(folder, child.pid)
    # Without anybody waiting for it, an ended child of the web process would stay behind as a zombie.
    threading.Thread(target=child.wait, daemon=True).start()


def reset(job_id: str) -> None:
    """Prepares an ended job for another run; what it had finished stays."""
    folder = folder_of(job_id)
    (folder / "stop").unlink(missing_ok=True)
    (folder / "process.json").unlink(missing_ok=True)
    write_status(folder, state="waiting", created=read_status(folder)["created"], reset=time.time())


def resume(job_id: str) -> None:
    """Runs an ended, unfinished job again, and those that wait for it; it goes on from what it had saved."""
    for each in [view(job_id), *followers(job_id)]:
        if not each.active and each.state != "done":
            reset(each.id)
            launch(each.id)


def followers(job_id: str) -> list[View]:
    """The jobs that come after a job, directly or not, in their order."""
    direct = [each for each in views() if each.after == job_id]
    return direct + [later for each in direct for later in followers(each.id)]


def stop(job_id: str) -> None:
    """Asks a job to stop; it does so after its current batch or shard and can be resumed."""
    storage.write_text(folder_of(job_id) / "stop", "")


def seconds_since_stop(job_id: str) -> float | None:
    """How long ago a job was asked to stop, in s; None when nobody asked."""
    asked = storage.clock(folder_of(job_id) / "stop")
    return time.time() - asked / 1e9 if asked else None


def kill(job_id: str) -> None:
    """Ends a job's processes at once; it shows as lost and can be resumed from its last saved state."""
    process = process_of(folder_of(job_id))
    if process:
        with contextlib.suppress(psutil.NoSuchProcess):
            for each in [*process.children(recursive=True), process]:
                each.kill()


def forget(job_id: str) -> None:
    """Deletes the folder of an ended job, with what it had half finished.

    Raises ValueError while it is active.
    """
    if view(job_id).active:
        raise ValueError(f"job {job_id} is still active; stop it first.")
    storage.delete(folder_of(job_id))


def views() -> list[View]:
    """All jobs, newest first."""
    folder = storage.jobs_folder()
    complete = [name for name in storage.folders(folder) if (folder / name / "spec.json").exists()]
    return sorted((view(name) for name in complete), key=lambda each: each.created, reverse=True)


def view(job_id: str) -> View:
    """A job as it stands now, derived from its files and its process."""
    folder = folder_of(job_id)
    request, status = storage.read_json(folder / "spec.json"), read_status(folder)
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
    return storage.read_json(folder / "status.json")


def write_status(folder: Path, **fields: Any) -> None:
    """Replaces status.json."""
    storage.write_json(folder / "status.json", fields)


def note_process(folder: Path, pid: int) -> None:
    """Stores which process runs the job; its start time tells it from a later process of the same number."""
    with contextlib.suppress(psutil.NoSuchProcess):
        storage.write_json(folder / "process.json", {"pid": pid, "born": psutil.Process(pid).create_time()})


def process_of(folder: Path) -> psutil.Process | None:
    """The living process that runs the job, if any."""
    path = folder / "process.json"
    if not path.exists():
        return None
    noted = storage.read_json(path)
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
    for text in storage.last_lines(folder / "progress.jsonl"):
        with contextlib.suppress(ValueError, TypeError):
            lines.append(Progress(**storage.parse_json(text)))
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
    return "\n".join(storage.last_lines(folder_of(job_id) / "log.txt")[-lines:])
