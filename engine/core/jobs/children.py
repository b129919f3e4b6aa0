"""Jobs that are parts of a job, such as the trainings of a sweep; each outlives a kill and is taken up again."""

import time
from collections.abc import Iterable

from engine.core.jobs import control, record
from engine.core.jobs.job import Job
from engine.core.jobs.status import mend
from engine.core.storage.files import read_as, write_json
from engine.spec import Spec

LOOK_EVERY = 0.5  # seconds between two looks at the parts
STOP_WITHIN = 60.0  # seconds that the parts have to end after they were asked to


def start(job: Job, key: str, verb: str, spec: Spec) -> str:
    """Starts a stage as a part of `job`, or takes up what an earlier run started under this key; returns its id.

    Raises FileExistsError or ValueError when what it makes is there already, or is being made.
    """
    known = ids(job)
    if key in known:
        part = record.view(known[key])
        if not part.active and part.state != "done":
            control.resume(part.id)
        return part.id
    part_id = control.create(verb, spec.model_dump(mode="json"), getattr(spec, "makes", None), within=job.id)
    write_json(job.folder / "children.json", {**known, key: part_id})
    control.launch(part_id)
    return part_id


def ids(job: Job) -> dict[str, str]:
    """The ids of the parts that were started, by their keys."""
    path = job.folder / "children.json"
    return read_as(path, dict[str, str], mend(job.folder)) if path.exists() else {}


def pause(job: Job, parts: Iterable[str]) -> None:
    """Waits a little; raises StoppedError, once the parts have stopped too, when somebody asked the job to stop."""
    if job.stop_asked():
        stop(parts)
    job.check_stop()
    time.sleep(LOOK_EVERY)


def stop(parts: Iterable[str]) -> None:
    """Asks parts to stop and waits until they did; kills what does not listen."""
    active = [each for each in parts if record.view(each).active]
    for each in active:
        control.stop(each)
    until = time.monotonic() + STOP_WITHIN
    while active and time.monotonic() < until:
        time.sleep(LOOK_EVERY)
        active = [each for each in active if record.view(each).active]
    for each in active:
        control.kill(each)
