"""Creating, starting, stopping, resuming and deleting jobs."""

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
from typing import Any

import psutil

from engine.core.jobs import index
from engine.core.jobs.job import FINISH
from engine.core.jobs.process import note_process, process_of, runs
from engine.core.jobs.record import View, damaged_jobs, folder_of, view, views, views_of
from engine.core.jobs.request import read_request
from engine.core.jobs.spent import note_run
from engine.core.jobs.status import UNFINISHED, read_status, write_status
from engine.core.storage.files import DamagedFileError, this_host, write_json, write_text
from engine.core.storage.folders import delete_folder, make_folder, maker_of, modified_at
from engine.core.storage.paths import PROJECT, datasets_folder, jobs_folder, models_folder, workspace
from engine.spec import Spec, read
from engine.verbs import VERBS, spec_class


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
    with index.lock():
        index.sweep()
        asked = index.Request(verb, spec, within)
        known = views_of({*index.active(), *index.unfinished(asked)})
        unfinished = next((each.id for each in known if each.request == asked and each.state in UNFINISHED), None)
        if makes and not (unfinished and made_by(unfinished, makes)):
            refuse_taken_name(makes, [each for each in known if each.active])
        if unfinished:
            reset(unfinished)
        return unfinished or new_job({"verb": verb, "spec": spec, "makes": makes, "after": after, "within": within})


def new_job(request: dict[str, Any]) -> str:
    """Makes the folder of a job, complete once spec.json is in it; returns its id."""
    job_id = f"{datetime.now():%Y%m%d-%H%M%S}-{request['verb']}-{secrets.token_hex(2)}"
    index.mark_active(job_id)
    folder = make_folder(jobs_folder() / job_id)
    note_process(folder, os.getpid(), starting=True)  # if this process is killed before it starts the job, it is free
    write_status(folder, state="waiting", created=time.time())
    write_json(folder / "spec.json", request)
    return job_id


def refuse_taken_name(makes: tuple[str, str], active: list[View]) -> None:
    """Raises when a dataset or model of that name exists or is being made; the message says how to go on."""
    kind, name = makes
    if folder_made(makes).exists():
        raise FileExistsError(f"a {kind} named {name!r} exists already; choose another name, or delete it first.")
    for each in active:
        if each.makes == makes:
            raise ValueError(
                f"job {each.id} is making the {kind} {name!r} just now; wait for it, or choose another name."
            )


def folder_made(makes: tuple[str, str]) -> Path:
    """The folder of the dataset or model that a job makes."""
    kind, name = makes
    return (datasets_folder() if kind == "dataset" else models_folder()) / name


def made_by(job_id: str, makes: tuple[str, str]) -> bool:
    """Whether a job published what it makes, and was killed before it could say so."""
    return maker_of(folder_made(makes)) == job_id


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
    """The Spec that a job was started with. Raises ValueError or FileNotFoundError if it cannot be used any more."""
    if view.verb not in VERBS:
        raise ValueError(
            f"job {view.id} must do one of {', '.join(VERBS)}; got {view.verb!r}. Remove it from the list."
        )
    return read(spec_class(view.verb), view.spec)


def launch(job_id: str) -> None:
    """Starts the process of a created job: the same command that a person could type.

    Raises ValueError, and the job is failed, if the system cannot start another process.
    """
    folder = folder_of(job_id)
    command = [sys.executable, "-m", "engine", read_request(folder)["verb"], "--job", job_id]
    try:
        with (folder / "log.txt").open("ab") as log:
            child = subprocess.Popen(
                command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, "GLYPHLAB_HOME": str(workspace()), "PYTHONUNBUFFERED": "1"},
            )  # fmt: skip
    except OSError as error:
        refusal = f"job {job_id} could not be started ({error.strerror}); close other programs, then resume it."
        created = read_status(folder)["created"]
        write_status(folder, state="failed", message=refusal, created=created, started=0.0, ended=time.time())
        raise ValueError(refusal) from None
    note_process(folder, child.pid)
    # Without anybody waiting for it, an ended child of the web process would stay behind as a zombie.
    threading.Thread(target=child.wait, daemon=True).start()


def reset(job_id: str) -> None:
    """Prepares an ended job for another run by this process or one that it starts; what it had finished stays."""
    with index.lock():
        folder = folder_of(job_id)
        index.mark_active(job_id)
        (folder / "stop").unlink(missing_ok=True)
        note_process(folder, os.getpid(), starting=True)
        status = read_status(folder)
        note_run(folder, status)
        write_status(folder, state="waiting", created=status["created"])


def resume(job_id: str) -> None:
    """Runs an ended, unfinished job again, and those that wait for it; it goes on from what it had saved."""
    for each in chain_of(job_id):
        if not each.active and each.state != "done":
            reset(each.id)
            launch(each.id)


def followers(job_id: str) -> list[View]:
    """The jobs that come after a job, directly or not, in their order."""
    jobs = views()

    def after(before: str) -> list[View]:
        direct = [job for job in jobs if job.after == before and job.created > view(before).created]
        return direct + [later for job in direct for later in after(job.id)]

    return after(job_id)


def chain_of(job_id: str) -> list[View]:
    """A job and those that come after it, in their order."""
    return [view(job_id), *followers(job_id)]


def newest_chain() -> str | None:
    """The id of the first job of the newest chain of more than one; None when there is none."""
    known = views()
    followed = {each.after for each in known if each.after}
    return next((each.id for each in known if each.id in followed and each.after is None), None)


def stop(job_id: str) -> None:
    """Asks a job to stop; it does so after its current batch or shard and can be resumed."""
    write_text(folder_of(job_id) / "stop", "")


def finish(job_id: str) -> None:
    """Asks a training to end with the best epoch so far, as a model; an ended, unfinished one is resumed for that.

    Raises ValueError for a job that is done, or that cannot end earlier.
    """
    job = view(job_id)
    if job.verb != "train" or not job.makes:
        raise ValueError(f"job {job_id} cannot end with the best so far, as only a training can; stop it instead.")
    if job.state == "done":
        raise ValueError(f"job {job_id} is done already.")
    write_text(folder_of(job_id) / FINISH, "")
    if not job.active:
        resume(job_id)


def seconds_since_stop(job_id: str) -> float | None:
    """How long ago a job was asked to stop, in s; None when nobody asked."""
    asked = modified_at(folder_of(job_id) / "stop")
    return time.time() - asked / 1e9 if asked else None


def kill(job_id: str) -> None:
    """Ends a job's processes at once; it shows as lost and can be resumed from its last saved state.

    Raises ValueError, naming the machine, when another one runs it.
    """
    refusal = out_of_reach(view(job_id))
    if refusal:
        raise ValueError(refusal)
    process = process_of(folder_of(job_id)) if runs(folder_of(job_id)) else None
    if process:
        with contextlib.suppress(psutil.NoSuchProcess):
            for each in [*process.children(recursive=True), process]:
                each.kill()


def out_of_reach(job: View) -> str | None:
    """Why a job cannot be killed from here: the sentence names the machine that runs it. None when it can."""
    if not job.active or job.host in ("", this_host()):
        return None
    return (
        f"job {job.id} runs on the machine {job.host!r}, not here; kill it there. If that machine is gone, delete "
        "process.json in the job's folder, and the job shows as lost."
    )


def forget(job_id: str) -> None:
    """Deletes the folder of an ended job, or of a damaged one, with what it had half finished.

    Raises FileNotFoundError if there is no such job, and ValueError while it is active.
    """
    with index.lock():
        try:
            request = refuse_active(view(job_id)).request
        except DamagedFileError:
            request = None
        except FileNotFoundError:
            if job_id not in damaged_jobs():
                raise
            request = None
        if runs(jobs_folder() / job_id):
            raise ValueError(f"job {job_id} is damaged, but its process still runs; end that first.")
        delete_folder(jobs_folder() / job_id)
        index.forget(job_id, request)


def refuse_active(job: View) -> View:
    """Returns the job. Raises ValueError while it is active."""
    if job.active:
        raise ValueError(f"job {job.id} is still active; stop it first.")
    return job
