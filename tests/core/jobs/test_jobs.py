"""A job's folder tells the truth: while it runs, when it ends in any way, and after its process was killed."""

import subprocess
import sys

import pytest

from engine.core.jobs import control, execute, job, record, status
from engine.core.storage.folders import make_folder
from engine.core.storage.paths import PROJECT, datasets_folder
from tests.support.jobs import wait_until

COUNT_TO = """
import sys, time
from engine.core.jobs.execute import execute
from engine.core.jobs.job import Job
def count(handle):
    for i in range(int(sys.argv[2])):
        handle.check_stop()
        handle.progress(i, int(sys.argv[2]), "steps", loss=1 / (i + 1))
        time.sleep(0.02)
    return {"counted": i + 1}
sys.exit(execute(Job(sys.argv[1]), count))
"""


def count_to(job_id, steps):
    """Runs a job that counts, in a process of its own."""
    return subprocess.Popen([sys.executable, "-c", COUNT_TO, job_id, str(steps)], cwd=PROJECT)


def running(job_id):
    return record.view(job_id).state == "running" and record.view(job_id).progress is not None


def test_a_job_that_ends_well_keeps_its_result_and_its_progress(home):
    job_id = control.create("generate", {"name": "d4"}, ("dataset", "d4"))
    assert count_to(job_id, 30).wait(20) == 0
    view = record.view(job_id)
    assert (view.state, view.result, view.share) == ("done", {"counted": 30}, 1.0)
    assert view.title == "Generate d4" and view.progress.unit == "steps" and view.progress.figures["loss"] <= 1
    assert view.created <= view.started <= view.ended


def test_a_killed_job_shows_as_lost_and_is_taken_up_by_the_same_request(home):
    job_id = control.create("generate", {"name": "d4"})
    process = count_to(job_id, 10_000)
    wait_until(lambda: running(job_id))
    process.kill()
    process.wait()
    assert record.view(job_id).state == "lost" and "resume" in record.view(job_id).message
    assert control.create("generate", {"name": "d4"}) == job_id
    assert count_to(job_id, 3).wait(20) == 0
    assert record.view(job_id).state == "done"


def test_a_stopped_job_ends_politely_and_can_go_on(home):
    job_id = control.create("generate", {"name": "d4"})
    process = count_to(job_id, 10_000)
    wait_until(lambda: running(job_id))
    assert record.view(job_id).seconds_left is None or record.view(job_id).seconds_left > 0
    control.stop(job_id)
    assert process.wait(20) == 1
    assert record.view(job_id).state == "stopped"
    control.reset(job_id)
    assert count_to(job_id, 3).wait(20) == 0


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (ValueError("noise must be in [0, 1]; got 5."), 2, "noise must be in"),
        (FileNotFoundError("there is no dataset 'x'"), 2, "no dataset 'x'"),
        (OSError(28, "No space left on device"), 1, "the disk is full; free some space"),
    ],
)
def test_a_job_that_fails_says_why_in_a_sentence(home, error, code, message):
    def fail(handle):
        raise error

    job_id = control.create("split", {"dataset": "d4"})
    assert execute.execute(job.Job(job_id), fail) == code
    assert record.view(job_id).state == "failed" and message in record.view(job_id).message
    assert message in record.log_tail(job_id)


def test_an_unforeseen_error_marks_the_job_as_failed_and_is_not_swallowed(home):
    job_id = control.create("split", {"dataset": "d4"})
    with pytest.raises(ZeroDivisionError):
        execute.execute(job.Job(job_id), lambda handle: {"never": 1 / 0})
    assert record.view(job_id).state == "failed" and "the log says where" in record.view(job_id).message


def test_two_jobs_never_make_the_same_thing(home):
    control.create("generate", {"name": "d4", "seed": 1}, ("dataset", "d4"))
    with pytest.raises(ValueError, match="is making the dataset 'd4' just now"):
        control.create("collect", {"name": "d4"}, ("dataset", "d4"))
    make_folder(datasets_folder() / "old")
    with pytest.raises(FileExistsError, match="a dataset named 'old' exists already"):
        control.create("generate", {"name": "old"}, ("dataset", "old"))


def test_a_chain_runs_in_order_and_halts_where_a_step_fails(home):
    first = control.create("generate", {"name": "d4"})
    second = control.create("split", {"dataset": "d4"}, after=first)
    later = count_to(second, 3)
    assert record.view(second).state == "waiting"
    assert count_to(first, 10).wait(20) == 0 and later.wait(20) == 0
    assert record.view(first).ended <= record.view(second).started

    third = control.create("train", {"name": "m"}, after=second)
    assert [view.id for view in control.followers(first)] == [second, third]
    assert [view.id for view in control.chain_of(first)] == [first, second, third]
    assert control.newest_chain() == first
    status.write_status(record.folder_of(second), state="failed", created=0.0, ended=1.0)
    assert count_to(third, 3).wait(20) == 1
    assert record.view(third).state == "stopped" and "Split d4" in record.view(third).message


def test_a_second_training_waits_for_the_first_and_says_so(home):
    first, second = (control.create("train", {"name": name}) for name in "ab")
    process = count_to(first, 10_000)
    wait_until(lambda: running(first))
    waiting = count_to(second, 3)
    wait_until(lambda: "waiting: another train job is running" in record.log_tail(second))
    assert record.view(second).state == "waiting"
    control.kill(first)
    process.wait(20)
    assert waiting.wait(20) == 0 and record.view(second).state == "done"


def test_forgetting_is_refused_while_a_job_is_active(home):
    job_id = control.create("generate", {"name": "d4"})
    with pytest.raises(ValueError, match="stop it first"):
        control.forget(job_id)
    execute.execute(job.Job(job_id), lambda handle: {})
    control.forget(job_id)
    assert record.views() == []
    with pytest.raises(FileNotFoundError, match="no job"):
        record.view("../../etc")
