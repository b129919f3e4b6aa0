"""Few jobs are found among many without reading the many, and no kill or lost marker hides one."""

import os
import shutil
import subprocess
import sys

import pytest

from engine.core.jobs import control, execute, index, job, record
from engine.core.jobs.process import note_process
from engine.core.jobs.status import ACTIVE, UNFINISHED, write_status
from engine.core.storage.files import write_json, write_text
from engine.core.storage.folders import make_folder
from engine.core.storage.paths import PROJECT, jobs_folder

ENDED = {"pid": 2**22 + 1, "born": 1.0}  # beyond the largest number that Linux gives to a process

# Runs a call in one child after the other, on a copy of a workspace each, killed before its first write, its second...
KILLED_BEFORE_EACH_WRITE = """
import itertools, os, shutil, signal, sys
from engine.core.jobs import control, record
home, call = sys.argv[1:]
EVENTS = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.utime", "os.chmod"}

def killed_before_write(number):
    writes = itertools.count()
    def hook(event, args):
        writing = event in EVENTS or (event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR))
        if writing and next(writes) == number:
            os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    eval(call)
    os._exit(0)

for number in itertools.count():
    os.environ["GLYPHLAB_HOME"] = f"{home}-{number}"
    shutil.copytree(home, f"{home}-{number}")
    child = os.fork()
    if not child:
        killed_before_write(number)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code != -signal.SIGKILL:
        sys.exit(code or number < 10)
"""
CALLS = {
    "create": 'control.create("generate", {"name": "new"}, ("dataset", "new"))',
    "take up": 'control.create("generate", {"name": "failed"})',
    "resume": 'control.reset(next(job.id for job in record.views() if job.spec["name"] == "stopped"))',
    "forget": 'control.forget(next(job.id for job in record.views() if job.spec["name"] == "failed"))',
    "build": 'control.index.active_folder().rename(os.environ["GLYPHLAB_HOME"] + "/old") and record.active_views()',
}


def made(name, state, **more):
    """A job of this name and state; a running one has a living process."""
    job_id = control.create("generate", {"name": name}, **more)
    folder = record.folder_of(job_id)
    if state == "running":
        note_process(folder, os.getpid())
    if state == "lost":
        write_json(folder / "process.json", ENDED)
    write_status(folder, state="running" if state == "lost" else state, created=1.0)
    return job_id


def older_folder(number, state, name):
    """A job as versions before the index left it."""
    folder = make_folder(jobs_folder() / f"20260101-000000-generate-{number:04x}")
    write_status(folder, state=state, created=float(number), started=1.0, ended=2.0)
    request = {"verb": "generate", "spec": {"name": name}, "makes": ["dataset", name], "after": None}
    write_json(folder / "spec.json", request)
    return folder


@pytest.fixture
def one_of_each(home):
    """A workspace with a job of each state, some not swept yet."""
    ids = {name: made(name, name) for name in ("running", "lost", "failed", "done", "stopped")}
    index.sweep()
    return {**ids, **{f"new {state}": made(f"new {state}", state) for state in ("failed", "done")}}


def unended():
    """The ids of the jobs that wait or run by their status.json, found by reading all."""
    return {view.id for view in record.views() if view.state in (*ACTIVE, "lost")}


def test_active_jobs_are_listed_newest_first_and_the_others_are_not(one_of_each):
    waiting = control.create("split", {"dataset": "d4"})
    assert [view.id for view in record.active_views()] == [waiting, one_of_each["running"]]
    assert set(index.active()) == unended() == {waiting, one_of_each["running"], one_of_each["lost"]}


def test_the_same_unfinished_request_is_found_among_hundreds_without_opening_what_ended(home):
    folders = [older_folder(number, ("done", "failed")[number % 2], f"d{number}") for number in range(300)]
    running = made("running", "running")
    for folder in folders[:211] + folders[212:]:
        write_text(folder / "spec.json", "damaged")
        write_text(folder / "status.json", "damaged")
    assert {view.id for view in record.views()} == {folders[211].name, running}
    assert record.damaged_jobs().keys() == {folder.name for folder in folders} - {folders[211].name}
    assert control.create("generate", {"name": "d211"}, ("dataset", "d211")) == folders[211].name
    assert control.create("generate", {"name": "d212"}) not in {folder.name for folder in folders}
    with pytest.raises(ValueError, match="is making the dataset 'd211' just now"):
        control.create("generate", {"name": "d211", "seed": 2}, ("dataset", "d211"))
    assert {folders[211].name, running} < {view.id for view in record.active_views()}


def test_a_request_is_the_same_in_any_order_of_its_fields_and_only_within_the_same_job(one_of_each):
    stopped = control.create("generate", {"a": 1, "b": [2, "ü"]}, within="sweep-1")
    write_status(record.folder_of(stopped), state="stopped", created=2.0)
    for other in (("generate", {"a": 1, "b": [2, "ü"]}), ("split", {"a": 1, "b": [2, "ü"]})):
        assert control.create(*other) != stopped
    assert control.create("generate", {"b": [2, "ü"], "a": 1}, within="sweep-1") == stopped


def test_of_two_unfinished_jobs_with_the_same_request_the_newest_goes_on(home):
    older, newer = (older_folder(number, "failed", "d4").name for number in (1, 2))
    assert control.create("generate", {"name": "d4"}) == newer
    write_status(record.folder_of(newer), state="done", created=2.0)
    assert control.create("generate", {"name": "d4"}) == older


@pytest.mark.parametrize("removed", [(), (".active",), (".unfinished",), (".active", ".unfinished")])
def test_a_workspace_without_an_index_gets_one(home, removed):
    failed, done = older_folder(1, "failed", "a"), older_folder(2, "done", "b")
    running = older_folder(3, "running", "c")
    note_process(running, os.getpid())
    assert not removed or record.active_views()
    for folder in removed:
        shutil.rmtree(jobs_folder() / folder)
    assert [view.id for view in record.active_views()] == index.active() == [running.name]
    assert control.create("generate", {"name": "a"}) == failed.name
    assert control.create("generate", {"name": "b"}) != done.name


def test_looking_for_active_jobs_makes_nothing_in_an_empty_workspace(home):
    assert record.active_views() == record.views() == [] and not list(home.iterdir())


def test_markers_that_are_missing_come_back_and_those_of_no_job_go(one_of_each):
    markers = jobs_folder() / ".active"
    shutil.rmtree(markers)
    markers.mkdir()
    (markers / "20260101-000000-generate-gone").touch()
    (markers / one_of_each["done"]).touch()
    assert record.active_views() == []
    assert {one_of_each["running"], one_of_each["lost"]} == unended() < set(index.active())
    assert [view.id for view in record.active_views()] == [one_of_each["running"]]
    control.create("split", {"dataset": "d4"})
    assert set(index.active()) == unended()


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_kill_before_any_write_hides_no_job(one_of_each, home, monkeypatch, call):
    subprocess.run([sys.executable, "-c", KILLED_BEFORE_EACH_WRITE, str(home), call], cwd=PROJECT, check=True)
    for killed in home.parent.glob("home-*"):
        monkeypatch.setenv("GLYPHLAB_HOME", str(killed))
        listed = set(index.active())
        assert unended() <= listed, killed
        for view in record.views():
            if view.state in UNFINISHED:
                assert control.create(view.verb, view.spec, view.makes, within=view.within) == view.id, killed
        control.create("split", {"dataset": "d4"})
        assert set(index.active()) == unended(), killed


def test_processes_that_make_jobs_at_once_lose_none_and_make_no_two_of_a_name(home):
    code = """
import os
import sys
from engine.core.jobs import control
for number in range(12):
    try:
        print(control.create("generate", {"name": str(number), "seed": int(sys.argv[1])}, ("dataset", str(number))))
    except ValueError:
        pass
print(flush=True)
os.close(1)
sys.stdin.read()  # the jobs of a process that has ended are lost, and their names are free
"""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    started = [subprocess.Popen([sys.executable, "-c", code, str(seed)], cwd=PROJECT, **pipes) for seed in range(3)]
    ids = [job_id for child in started for job_id in child.stdout.read().split()]
    assert len(ids) == len(set(ids)) == 12 and set(index.active()) == set(ids)
    assert {view.spec["name"] for view in record.views()} == {str(number) for number in range(12)}
    for child in started:
        child.communicate()


def test_an_ended_job_that_runs_again_is_listed_as_running_and_then_tells_its_new_end(one_of_each):
    done = one_of_each["done"]
    assert record.view(done).result == record.view(done).result == {}
    listed = []

    def run(handle):
        control.create("split", {"dataset": "d4"})  # it sweeps
        listed.extend(view.id for view in record.active_views())
        return {"again": 1}

    assert execute.execute(job.Job(done), run) == 0
    assert done in listed and record.view(done).result == {"again": 1}


def test_a_forgotten_job_leaves_no_marker(one_of_each):
    for name in ("lost", "failed", "new failed", "done"):
        control.forget(one_of_each[name])
    kept = {path.name for folder in (".active", ".unfinished") for path in (jobs_folder() / folder).rglob("*-*-*-*")}
    assert kept == {one_of_each["running"], one_of_each["stopped"], one_of_each["new done"]}
