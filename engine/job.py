"""A job from the inside: the process that does the work reports, may be stopped, and writes down how it ended."""

import contextlib
import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from filelock import FileLock, Timeout

from engine import jobs, storage

# How many jobs of a kind run at once; a training uses every core by itself, so a second one would only slow both.
KINDS = {"train": "train", "sweep": "train", "forecast": "train"}
SLOTS = {"train": 1, "other": 2}
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # the disk, a quota or the largest file is full
PROGRESS_EVERY = 0.25  # seconds; people do not read faster, and each line costs a write


class Stopped(Exception):
    """Raised inside a job that was asked to stop, after what it needs to go on was saved."""


class Job:
    """What a stage's run function gets: a folder that survives a kill, and ways to report and to be stopped."""

    def __init__(self, job_id: str, echo: bool = False) -> None:
        self.id = job_id
        self.folder = jobs.folder_of(job_id)
        self.echo = echo
        self.last_report = 0.0

    def progress(self, done: float, total: float, unit: str, **figures: float) -> None:
        """Reports how far the job is; lines that come too fast are dropped, except the first and the last."""
        now = time.time()
        if now - self.last_report < PROGRESS_EVERY and done < total:
            return
        self.last_report = now
        line = jobs.Progress(now, done, total, unit, {name: round(float(value), 6) for name, value in figures.items()})
        storage.append_line(self.folder / "progress.jsonl", storage.as_json(line._asdict()))
        if self.echo:
            shown = "".join(f"  {name} {value:.4g}" for name, value in line.figures.items())
            print(f"{done:,.6g} of {total:,.6g} {unit}{shown}", file=sys.stderr, flush=True)

    def log(self, text: str) -> None:
        """Adds a line to the job's log."""
        storage.append_line(self.folder / "log.txt", f"{datetime.now():%H:%M:%S}  {text}")
        if self.echo:
            print(text, file=sys.stderr, flush=True)

    def stop_asked(self) -> bool:
        """Whether somebody asked the job to stop."""
        return (self.folder / "stop").exists()

    def check_stop(self) -> None:
        """Raises Stopped when somebody asked the job to stop."""
        if self.stop_asked():
            raise Stopped("stopped as asked; resume it to go on from what was saved.")


def execute(job: Job, run: Callable[[Job], dict[str, Any]]) -> int:
    """Runs a job to its end and writes down how it ended; returns the exit code: 0, 2 for bad input, 1 otherwise."""
    jobs.note_process(job.folder, os.getpid())
    created = jobs.read_status(job.folder)["created"]
    ending: dict[str, Any] = {"state": "failed", "message": "an unexpected error; the log says where."}
    started, code = 0.0, 1
    try:
        wait_for_predecessor(job)
        with slot(job):
            started = time.time()
            jobs.write_status(job.folder, state="running", created=created, started=started)
            ending = {"state": "done", "result": run(job)}
            code = 0
    except (Stopped, KeyboardInterrupt) as stopped:
        ending = {"state": "stopped", "message": str(stopped) or "interrupted; the same command goes on from here."}
    except (ValueError, FileNotFoundError, FileExistsError) as bad:
        ending, code = {"state": "failed", "message": str(bad)}, 2
    except ImportError as error:
        ending["message"] = (
            f"a library could not be loaded ({error}); see that there is enough memory and that all of "
            "requirements.txt is installed, then resume the job."
        )
    except MemoryError:
        ending["message"] = (
            "the memory is used up; take smaller steps (batch), smaller or fewer images, or close other programs, then "
            "resume the job: what was finished is kept."
        )
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        ending["message"] = "the disk is full; free some space, then resume the job: what was finished is kept."
    finally:
        if ending.get("message"):
            job.log(ending["message"])
        jobs.write_status(job.folder, **ending, created=created, started=started, ended=time.time())
    return code


def wait_for_predecessor(job: Job) -> None:
    """Waits until the job that this one comes after is done; raises Stopped when it ends otherwise."""
    after = storage.read_json(job.folder / "spec.json")["after"]
    while after:
        before = jobs.view(after)
        if before.state == "done":
            return
        if not before.active:
            raise Stopped(f"the step before ({before.title}) is {before.state}; resume that one and this one follows.")
        job.check_stop()
        time.sleep(0.2)


def places(job: Job, verb: str) -> list[FileLock]:
    """The locks of which a job must hold one; parts of a job share its place, as many at once as it has workers."""
    within = storage.read_json(job.folder / "spec.json").get("within")
    if within:
        whole = jobs.folder_of(within)
        workers = storage.read_json(whole / "spec.json")["spec"].get("workers", 1)
        return [FileLock(whole / f".slot-{i}.lock") for i in range(workers)]
    kind = KINDS.get(verb, "other")
    return [FileLock(storage.jobs_folder() / f".slot-{kind}-{i}.lock") for i in range(SLOTS[kind])]


@contextlib.contextmanager
def slot(job: Job) -> Iterator[None]:
    """Holds one of the places for jobs of this kind; waits, and says so, while all are taken."""
    verb = storage.read_json(job.folder / "spec.json")["verb"]
    locks = places(job, verb)
    told = False
    while True:
        for lock in locks:
            try:
                lock.acquire(timeout=0)
            except Timeout:
                continue
            try:
                yield
            finally:
                lock.release()
            return
        if not told:
            job.log(f"waiting: another {verb} job is running")
            told = True
        job.check_stop()
        time.sleep(0.2)
