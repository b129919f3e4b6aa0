"""Stages run as jobs, and jobs of other processes awaited."""

import time
from collections.abc import Callable
from typing import Any

from engine.core.jobs import control, execute, job, record
from engine.spec import read
from engine.verbs import run_function, spec_class

PATIENCE = 300.0  # seconds; far more than any small job takes, so that only a job that hangs reaches it


def run_as_job(verb: str, **values: Any) -> record.View:
    """Runs a stage as a job in this process; returns the ended job."""
    spec = read(spec_class(verb), values)
    job_id = control.create(verb, spec.model_dump(mode="json"), getattr(spec, "makes", None))
    execute.execute(job.Job(job_id), lambda handle: run_function(verb)(spec, handle))
    return record.view(job_id)


def wait_until(holds: Callable[[], object], what: str = "it") -> None:
    """Polls until a condition of another process holds; AssertionError if it never does."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"{what} did not happen within {PATIENCE:.0f} s"
        time.sleep(0.05)


def ended(job_id: str) -> record.View:
    """A job of another process, once it neither waits nor runs."""
    wait_until(lambda: not record.view(job_id).active, f"the end of {job_id}")
    return record.view(job_id)
