"""A job is lost only where its process would be seen: on the machine that runs it."""

import subprocess
import sys

import psutil
import pytest

from engine.core.jobs import control, process, record
from engine.core.jobs.status import write_status
from engine.core.storage.files import read_json, write_json

ENDED = {"pid": 2**22 + 1, "born": 1.0}  # beyond the largest number that Linux gives to a process


@pytest.fixture
def job_id(home):
    """A job whose status is "running"; each test notes its process."""
    job_id = control.create("generate", {"name": "d4"}, ("dataset", "d4"))
    write_status(record.folder_of(job_id), state="running", created=1.0, started=1.0)
    return job_id


@pytest.fixture
def sleeper():
    """A process of this machine, and how process.json notes it."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield child, {"pid": child.pid, "born": psutil.Process(child.pid).create_time()}
    child.kill()
    child.communicate()


def note(job_id, **noted):
    write_json(record.folder_of(job_id) / "process.json", noted)


def test_a_noted_process_names_its_machine(job_id, sleeper):
    process.note_process(record.folder_of(job_id), sleeper[0].pid)
    assert read_json(record.folder_of(job_id) / "process.json") == {**sleeper[1], "host": process.this_host()}
    assert record.view(job_id).host == process.this_host()


@pytest.mark.parametrize("state", ["waiting", "running", "done", "failed", "stopped"])
def test_a_job_of_another_machine_stands_as_its_status_says(job_id, state):
    write_status(record.folder_of(job_id), state=state, created=1.0)
    note(job_id, **ENDED, host="elsewhere")
    assert (record.view(job_id).state, record.view(job_id).host) == (state, "elsewhere")
    note(job_id, **ENDED, host=process.this_host())
    assert record.view(job_id).state == ("lost" if state in record.ACTIVE else state)


def test_a_job_of_another_machine_is_neither_taken_up_nor_forgotten_and_keeps_its_name(job_id):
    note(job_id, **ENDED, host="elsewhere")
    assert [view.id for view in record.active_views()] == [job_id]
    with pytest.raises(ValueError, match="is making the dataset 'd4' just now"):
        control.create("generate", {"name": "d4"}, ("dataset", "d4"))
    with pytest.raises(ValueError, match="stop it first"):
        control.forget(job_id)
    control.stop(job_id)
    assert (record.folder_of(job_id) / "stop").exists()


def test_a_job_of_another_machine_is_killed_there_and_never_a_process_of_the_same_number_here(job_id, sleeper):
    child, noted = sleeper
    note(job_id, **noted, host="elsewhere")
    with pytest.raises(ValueError, match=r"runs on the machine 'elsewhere', not here; kill it there.*process\.json"):
        control.kill(job_id)
    write_status(record.folder_of(job_id), state="done", created=1.0)
    control.kill(job_id)
    assert child.poll() is None
    write_status(record.folder_of(job_id), state="running", created=1.0)
    (record.folder_of(job_id) / "process.json").unlink()  # as the sentence says, when that machine is gone
    assert record.view(job_id).state == "lost"


def test_a_process_noted_before_machines_were_is_one_of_this_machine(job_id, sleeper):
    child, noted = sleeper
    note(job_id, **noted)
    assert (record.view(job_id).state, record.view(job_id).host) == ("running", process.this_host())
    control.kill(job_id)
    child.wait()
    assert record.view(job_id).state == "lost"
