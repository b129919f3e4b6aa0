"""CPU-time of making a job and of listing those that run, however many jobs have ended, and of reading all of them.

Run: .venv/bin/python -m benchmarks.jobs [--repeats N]
In a workspace with 10, then 400, then 2,000 ended trainings (one in ten failed, each with 60 lines of progress) two
jobs run. Both sides do the same in turn: list the running jobs, and make a job after looking for the same unfinished
request and for a job that makes the same name. The old side reads every job for this, as the first versions did; the
new one reads the jobs that are marked (`engine/core/jobs/index.py`). A workspace without markers gets them once.
Ends with one JSON line: for each number of ended jobs the CPU-milliseconds (medians) of both sides and their ratios,
of building the index, and of listing all jobs once more in a process that has read them before (list_all_again_ms).
"""

import argparse
import itertools
import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks._workspace import workspace
from engine.core.jobs import control, index, record
from engine.core.jobs.process import note_process
from engine.core.jobs.status import UNFINISHED, write_status
from engine.core.storage.files import append_line, as_json, write_json
from engine.core.storage.folders import make_folder
from engine.core.storage.paths import jobs_folder
from engine.train.spec import TrainSpec

ENDED = (10, 400, 2000)
LINES = 60
numbers = itertools.count(1)


def training() -> dict[str, Any]:
    """What a new job is asked for; no two are the same."""
    name = f"model-{next(numbers)}"
    return {
        "verb": "train",
        "spec": TrainSpec(dataset="digits", name=name).model_dump(mode="json"),
        "makes": ("model", name),
        "after": None,
        "within": None,
    }


def add_ended(number: int) -> None:
    """Makes the folder of an ended training; the index is not asked, as in a workspace of an older version."""
    folder = make_folder(jobs_folder() / f"20260101-000000-train-{number:04x}")
    state = "done" if number % 10 else "failed"
    write_status(folder, state=state, created=float(number), started=float(number), ended=number + 60.0)
    write_json(folder / "spec.json", training())
    for line in range(LINES):
        figures = {"loss": 1 / (line + 1), "exact_match": line / LINES}
        progress = record.Progress(float(number + line), line + 1, LINES, "epochs", figures)
        append_line(folder / "progress.jsonl", as_json(progress._asdict()))


def add_running() -> None:
    """Makes a job that is run by this process."""
    folder = record.folder_of(control.create(**training()))
    note_process(folder, os.getpid())
    write_status(folder, state="running", created=time.time(), started=time.time())


def read_all() -> list[record.View]:
    """All jobs, none of them remembered."""
    record.ended_view.cache_clear()
    return record.views()


def old_list() -> list[record.View]:
    """The jobs that run, picked from all."""
    return [job for job in read_all() if job.active]


def new_create() -> str:
    """Makes a job."""
    return control.create(**training())


def old_create() -> str:
    """Makes a job after a look at all others."""
    request = training()
    with index.lock():
        jobs = read_all()
        control.refuse_taken_name(request["makes"], [job for job in jobs if job.active])
        same = (request["verb"], request["spec"], request["within"])
        assert not any(job.request == same and job.state in UNFINISHED for job in jobs)
        return control.new_job(request)


def milliseconds(work: Callable[[], object]) -> float:
    """CPU-time of one call. A job that it made is forgotten after that."""
    start = time.process_time()
    result = work()
    taken = time.process_time() - start
    if isinstance(result, str):
        write_status(record.folder_of(result), state="done", created=time.time())
        control.forget(result)
    return 1000 * taken


def measured(repeats: int) -> dict[str, float]:
    """The median CPU-milliseconds of both sides in this workspace, taken in turn, and their ratios."""
    sides = {"list_new": record.active_views, "create_new": new_create, "list_old": old_list, "create_old": old_create}
    times = [{name: milliseconds(work) for name, work in sides.items()} for _ in range(repeats)]
    medians = {name: statistics.median(turn[name] for turn in times) for name in sides}
    again = statistics.median(milliseconds(record.views) for _ in range(repeats))
    figures = {f"{name}_ms": taken for name, taken in medians.items()} | {"list_all_again_ms": again}
    return figures | {f"{what}_ratio": medians[f"{what}_old"] / medians[f"{what}_new"] for what in ("list", "create")}


def fill(ended: int) -> float:
    """Fills the workspace with this many ended jobs and two running ones; the CPU-milliseconds of marking them."""
    for number in range(ended):
        add_ended(number)
    taken = milliseconds(index.build)
    for _ in range(2):
        add_running()
    return taken


def main() -> None:
    """Fills workspaces, measures, and prints."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--repeats", type=int, default=9, help="turns of each measurement (default 9)")
    repeats = arguments.parse_args().repeats
    figures = {}
    for ended in ENDED:
        with workspace():
            built = fill(ended)
            figures[ended] = {name: round(value, 2) for name, value in measured(repeats).items()}
        figures[ended]["build_index_ms"] = round(built, 2)
        for what in ("list", "create"):
            new, old, ratio = (figures[ended][f"{what}_{side}"] for side in ("new_ms", "old_ms", "ratio"))
            print(f"{ended:5} ended jobs, {what:6}: {new:6.2f} ms, reading all {old:7.2f} ms, {ratio:.1f} times")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
