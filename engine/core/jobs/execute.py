"""Runs a job to its end, once a slot is free, and writes down how it ended."""

import contextlib
import errno
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from filelock import FileLock, Timeout

from engine.core.jobs import control, record
from engine.core.jobs.job import FailedError, Job, StoppedError
from engine.core.jobs.process import note_process
from engine.core.jobs.status import ACTIVE, read_status, write_status
from engine.core.storage.files import read_json
from engine.core.storage.paths import jobs_folder
from engine.verbs import VERBS

# How many jobs of a slot run at once; a training uses every core by itself, so a second one would only slow both.
SLOTS = {"train": 1, "other": 2}
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # the disk, a quota or the largest file is full


def execute(job: Job, run: Callable[[Job], dict[str, Any]]) -> int:
    """Runs a job to its end and writes down how it ended; returns the exit code: 0, 2 for bad input, 1 otherwise."""
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
            ending = {"state": "done", "result": run(job)}
            code = 0
    except (StoppedError, KeyboardInterrupt) as stopped:
        ending = {"state": "stopped", "message": str(stopped) or "interrupted; the same command goes on from here."}
    except (ValueError, FileNotFoundError, FileExistsError) as bad:
        ending, code = {"state": "failed", "message": str(bad)}, 2
    except FailedError as failure:
        ending["message"] = str(failure)
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
        write_status(job.folder, **ending, created=created, started=started, ended=time.time())
    return code


def wait_for_predecessor(job: Job) -> None:
    """Waits until the job that this one comes after is done; raises StoppedError when it ends otherwise."""
    after = read_json(job.folder / "spec.json")["after"]
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
    within = read_json(job.folder / "spec.json").get("within")
    if within:
        whole = record.folder_of(within)
        workers = read_json(whole / "spec.json")["spec"].get("workers", 1)
        return [FileLock(whole / f".slot-{i}.lock") for i in range(workers)]
    kind = VERBS[verb].slot
    return [FileLock(jobs_folder() / f".slot-{kind}-{i}.lock") for i in range(SLOTS[kind])]


@contextlib.contextmanager
def slot(job: Job) -> Iterator[None]:
    """Holds one of the places for jobs of this kind; waits, and says so, while all are taken."""
    verb = read_json(job.folder / "spec.json")["verb"]
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
