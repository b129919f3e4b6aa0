"""The time that a job took is that of all its runs."""

import os

import pytest

from engine.core.jobs import control, execute, job, record
from engine.core.jobs.status import read_status, write_status
from engine.core.storage.files import append_line, write_text


def run_for(job_id, seconds, state):
    """A run of a job that took so long, by its account."""
    status = read_status(record.folder_of(job_id))
    fields = {"created": status["created"], "started": 1000.0, "ended": 1000.0 + seconds}
    write_status(record.folder_of(job_id), state=state, **fields)


def test_durations_add_up_over_resumes(create_job):
    job_id = create_job("split", {"dataset": "d"})
    run_for(job_id, 30, "stopped")
    assert record.view(job_id).seconds == pytest.approx(30)
    control.reset(job_id)
    assert record.view(job_id).seconds == 0 and record.view(job_id).spent == pytest.approx(30)
    run_for(job_id, 12, "failed")
    control.reset(job_id)
    run_for(job_id, 5, "done")
    assert record.view(job_id).seconds == pytest.approx(47)


def test_a_run_that_was_killed_counts_until_its_last_sign_of_life(create_job):
    job_id = create_job("split", {"dataset": "d"})
    folder = record.folder_of(job_id)
    append_line(folder / "progress.jsonl", "{}")
    os.utime(folder / "progress.jsonl", (1020.0, 1020.0))
    write_status(folder, state="running", created=1.0, started=1000.0)
    control.reset(job_id)
    assert record.view(job_id).spent == pytest.approx(20)


def test_a_damaged_note_makes_the_time_shorter_and_nothing_else(create_job):
    job_id = create_job("split", {"dataset": "d"})
    write_text(record.folder_of(job_id) / "spent.json", "{")
    execute.execute(job.Job(job_id), lambda handle: {})
    assert record.view(job_id).state == "done" and record.view(job_id).spent == 0
