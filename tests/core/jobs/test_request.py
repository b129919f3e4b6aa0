"""A job is what its files say: what they lack is a sentence, and no two processes run it."""

import subprocess
import sys

import pytest

from engine.core.jobs import control, execute, process, record
from engine.core.jobs.job import Job
from engine.core.jobs.status import write_status
from engine.core.storage.files import DamagedFileError, write_json, write_text


@pytest.fixture
def job_id(home):
    """A job that waits."""
    return control.create("generate", {"name": "d4", "count": 3}, ("dataset", "d4"))


def test_a_value_that_a_job_lacks_is_a_sentence_that_names_the_file(job_id):
    write_status(record.folder_of(job_id), state="done", created=1.0, result={"dataset": "d4"})
    job = record.view(job_id)
    assert job.result["dataset"] == "d4" and job.result.get("count") is None and job.spec == {"name": "d4", "count": 3}
    with pytest.raises(DamagedFileError, match=rf"status\.json in {job_id} is damaged \(it has no count\); .* forget"):
        job.result["count"]
    with pytest.raises(DamagedFileError, match=r"spec\.json in .* \(it has no dataset\)"):
        job.spec["dataset"]


def test_a_verb_of_another_version_is_listed_and_refused_by_a_sentence(job_id):
    path = record.folder_of(job_id) / "spec.json"
    write_json(path, {"verb": "dream", "spec": {}, "makes": None, "after": None})
    assert record.view(job_id).title == "Dream"
    with pytest.raises(ValueError, match=r"must do one of generate, .*; got 'dream'"):
        control.spec_of(record.view(job_id))


def test_a_job_that_another_process_runs_is_not_run_a_second_time(job_id):
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process.note_process(record.folder_of(job_id), other.pid)
    with pytest.raises(ValueError, match="is running already; wait for it, or stop it"):
        execute.execute(Job(job_id), lambda job: {})
    other.communicate(b"\n")
    assert execute.execute(Job(job_id), lambda job: {"count": 3}) == 0
    assert record.view(job_id).result == {"count": 3}


def test_a_process_that_cannot_be_started_leaves_a_failed_job_that_can_be_resumed(job_id, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ValueError, match="could not be started"):
        control.launch(job_id)
    assert record.view(job_id).state == "failed" and not record.active_views()
    assert control.create("generate", {"name": "d4", "count": 3}, ("dataset", "d4")) == job_id


def test_a_job_that_never_became_one_is_named_and_can_be_removed(home):
    write_text(home / "data" / "jobs" / "20260101-generate-aaaa" / "log.txt", "half\n")
    assert list(record.damaged_jobs()) == ["20260101-generate-aaaa"] and not record.views()
    control.forget("20260101-generate-aaaa")
    assert not record.damaged_jobs()
    with pytest.raises(FileNotFoundError, match="there is no job"):
        control.forget("20260101-generate-aaaa")
