"""Runs a job to its end, once a slot is free, and writes down how it ended."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from filelock import FileLock, Timeout

from engine.core.jobs import control, record
from engine.core.jobs.job import FailedError, Job, StoppedError
from engine.core.jobs.process import note_process, runs
from engine.core.jobs.request import read_request
from engine.core.jobs.status import ACTIVE, read_status, write_status
from engine.core.storage import refusals
from engine.core.storage.files import DamagedFileError
from engine.core.storage.paths import jobs_folder
from engine.verbs import VERBS

# How many jobs of a slot run at once; a training uses every core by itself, so a second one would only slow both.
# A server works only when it is asked.
SLOTS = {"train": 1, "other": 2, "serve": 8}
BAD_INPUT = (ValueError, FileNotFoundError, FileExistsError)


def execute(job: Job, run: Callable[[Job], dict[str, Any]]) -> int:
    """Runs a job to its end and writes down how it ended; returns the exit code: 0, 2 for bad input, 1 otherwise.

    Raises ValueError if another process runs it.
    """
    if runs(job.folder):
        raise ValueError(f"job {job.id} is running already; wait for it, or stop it.")
    if read_status(job.folder)["state"] not in ACTIVE:
        control.reset(job.id)
    note_process(job.folder, os.getpid())
    created = read_status(job.folder)["created"]
    ending: dict[str, Any] = {"state": "failed", "message": "an unexpected error; the log says where."}
    started, code = 0.0, 1
    try:
        wait_for_predecessor(job)
        with slot(job):
            started = time.time()
            write_status(job.folder, state="running", created=created, started=started)
            result = job.published()
            ending = {"state": "done", "result": run(job) if result is None else result}
            code = 0
    except (Exception, KeyboardInterrupt, SystemExit) as error:
        sentence = in_words(error)
        if sentence is None:
            raise
        stopped = isinstance(error, StoppedError | KeyboardInterrupt)
        ending = {"state": "stopped" if stopped else "failed", "message": sentence}
        code = 2 if isinstance(error, BAD_INPUT) and not isinstance(error, DamagedFileError) else 1
    finally:
        if ending.get("message"):
            with contextlib.suppress(OSError):  # a full disk: the status says it, if it can be written
                job.log(ending["message"])
        write_status(job.folder, **ending, created=created, started=started, ended=time.time())
    job.conclude()
    return code


def in_words(error: BaseException) -> str | None:
    """Why a job ended before its work was done, and how to go on; None for an error that nobody expected."""
    match error:
        case StoppedError() | KeyboardInterrupt():
            return str(error) or "interrupted; the same command goes on from here."
        case SystemExit():
            return error.code if isinstance(error.code, str) else "code that the job runs called sys.exit; remove that."
        case FileExistsError() if error.errno:
            return refusals.in_words(error)
        case ValueError() | FileNotFoundError() | FileExistsError() | FailedError():
            return str(error)
        case ImportError():
            return (
                f"a library could not be loaded ({error}); see that there is enough memory and that all of "
                "requirements.txt is installed, then resume the job."
            )
        case MemoryError():
            return (
                "the memory is used up; take smaller steps (batch), smaller or fewer images, or close other programs, "
                "then resume the job: what was finished is kept."
            )
        case OSError() if error.errno:
            return refusals.in_words(error)
    return None


def wait_for_predecessor(job: Job) -> None:
    """Waits until the job that this one comes after is done; raises StoppedError when it ends otherwise."""
    after = read_request(job.folder)["after"]
    while after:
        before = record.view(after)
        if before.state == "done":
            return
        if not before.active:
            raise StoppedError(
                f"the step before ({before.title}) is {before.state}; resume that one and this one follows."
            )
        job.check_stop()
        time.sleep(0.2)


def places(job: Job, verb: str) -> list[FileLock]:
    """The locks of which a job must hold one; parts of a job share its place, as many at once as it has workers."""
    within = read_request(job.folder).get("within")
    if within:
        whole = record.folder_of(within)
        workers = read_request(whole)["spec"].get("workers", 1)
        return [FileLock(whole / f".slot-{i}.lock") for i in range(workers)]
    kind = VERBS[verb].slot
    return [FileLock(jobs_folder() / f".slot-{kind}-{i}.lock") for i in range(SLOTS[kind])]


@contextlib.contextmanager
def slot(job: Job) -> Iterator[None]:
    """Holds one of the places for jobs of this kind; waits, and says so, while all are taken."""
    verb = read_request(job.folder)["verb"]
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
