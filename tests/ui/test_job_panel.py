"""The job panel shows what the job's files say, and offers what the state allows."""

import os
import time

import pytest
from streamlit.testing.v1 import AppTest

from engine.core.jobs import control, execute, job, record
from engine.split.spec import SplitSpec
from ui.job_panel import PATIENCE
from ui.text import duration

SPEC = SplitSpec(dataset="d4").model_dump(mode="json")


def page():
    import streamlit as st

    from engine.core.jobs import record
    from ui.job_panel import job_panel

    for each in record.views():
        job_panel(each.id)
    st.write("end")


def opened():
    app = AppTest.from_function(page, default_timeout=30).run()
    assert not app.exception
    return app


def keys(app):
    return {each.key for each in app.button}


@pytest.fixture
def waiting(home):
    """A job whose process has not begun yet."""
    return control.create("split", SPEC)


def ended(job_id, run):
    execute.execute(job.Job(job_id), run)


def test_running_job_shows_progress_figures_and_stop(waiting):
    job.Job(waiting).progress(30, 120, "images", exact_match=0.5, loss=0.1234567)
    app = opened()
    assert keys(app) == {"stop"}
    assert {each.label: each.value for each in app.metric} == {"exact match": "50.0%", "loss": "0.1235"}


def test_kill_is_offered_when_stop_does_not_work(waiting):
    opened().button(key="stop").click().run()
    assert (record.folder_of(waiting) / "stop").exists()
    assert "stopping" in keys(opened())
    before = time.time() - PATIENCE - 1
    os.utime(record.folder_of(waiting) / "stop", (before, before))
    assert "kill" in keys(opened())


def test_failed_job_says_why_and_can_be_resumed_or_forgotten(waiting):
    def run(handle):
        raise ValueError("the *dataset* is gone; make it again.")

    ended(waiting, run)
    app = opened()
    assert app.error[0].value == "the \\*dataset\\* is gone\\; make it again\\."
    assert keys(app) == {"resume", "forget"}
    app.button(key="forget").click().run()
    assert record.views() == []


def test_done_job_cannot_be_resumed(waiting):
    ended(waiting, lambda handle: {})
    assert keys(opened()) == {"forget"}


def test_log_is_shown(waiting):
    job.Job(waiting).log("epoch 1 of 3")
    assert "epoch 1 of 3" in opened().code[0].value


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (0.2, "under 1 s"),
        (59.4, "59 s"),
        (60, "1 min"),
        (200, "3 min 20 s"),
        (3000, "50 min"),
        (7500, "2 h 5 min"),
    ],
)
def test_time_spans_in_words(seconds, words):
    assert duration(seconds) == words
