"""The job panel shows what the job's files say, and offers what the state allows."""

import os
import time

import pytest

from engine.core.jobs import control, execute, job, record
from engine.core.storage.files import write_json
from engine.split.spec import SplitSpec
from tests.support.screens import call_on_page
from ui.jobs.panel import PATIENCE, job_panel
from ui.text import plain

SPEC = SplitSpec(dataset="d4").model_dump(mode="json")


def opened():
    """The panels of all jobs."""
    return call_on_page(lambda: [job_panel(view.id) for view in record.views()])


def keys(app):
    return {button.key for button in app.button}


@pytest.fixture
def waiting(create_job):
    """A job whose process has not begun yet."""
    return create_job("split", SPEC)


def ended(job_id, run):
    execute.execute(job.Job(job_id), run)


def test_running_job_shows_progress_figures_and_stop(waiting):
    job.Job(waiting).progress(30, 120, "images", exact_match=0.5, loss=0.1234567)
    app = opened()
    assert keys(app) == {"job_stop"}
    assert {metric.label: metric.value for metric in app.metric} == {"exact match": "50.0%", "loss": "0.1235"}


def test_kill_is_offered_when_stop_does_not_work(waiting):
    opened().button(key="job_stop").click().run()
    assert (record.folder_of(waiting) / "stop").exists()
    assert "job_stopping" in keys(opened())
    before = time.time() - PATIENCE - 1
    os.utime(record.folder_of(waiting) / "stop", (before, before))
    assert "job_kill" in keys(opened())


def test_a_job_of_another_machine_can_be_stopped_and_says_where_it_can_be_killed(waiting):
    folder = record.folder_of(waiting)
    write_json(folder / "process.json", {"pid": 1, "born": 1.0, "host": "else*where"})
    assert keys(opened()) == {"job_stop"}
    control.stop(waiting)
    before = time.time() - PATIENCE - 1
    os.utime(folder / "stop", (before, before))
    app = opened()
    assert not keys(app)
    assert plain("runs on the machine 'else*where', not here; kill it there.") in app.caption[0].value


def test_failed_job_says_why_and_can_be_resumed_or_forgotten(waiting):
    def run(handle):
        raise ValueError("the *dataset* is gone; make it again.")

    ended(waiting, run)
    app = opened()
    assert app.error[0].value == "the \\*dataset\\* is gone\\; make it again\\."
    assert keys(app) == {"job_resume", "job_forget"}
    app.button(key="job_forget").click().run()
    assert record.views() == []


def test_done_job_cannot_be_resumed(waiting):
    ended(waiting, lambda handle: {})
    assert keys(opened()) == {"job_forget"}


def test_log_is_shown(waiting):
    job.Job(waiting).log("epoch 1 of 3")
    assert "epoch 1 of 3" in opened().code[0].value
