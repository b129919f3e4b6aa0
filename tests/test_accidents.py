"""Kills and full disks at the worst moments, with real processes: nothing is lost, and the same command goes on."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.jobs import record
from engine.core.models.card import model_names
from engine.core.models.history import read_history
from engine.core.storage.folders import files_in
from engine.core.storage.paths import PROJECT, jobs_folder
from tests.support.commands import engine
from tests.support.screens import open_page

TRAIN = "train --dataset digits --name second --epochs 4 --seed 3"


def begin(command, **options):
    """Starts `python -m engine COMMAND` on the workspace of the test, without waiting for it."""
    words = [sys.executable, "-m", "engine", *command.split()]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(words, cwd=PROJECT, **quiet, **options)


def job_of(verb):
    """The newest job of a verb."""
    return next((job for job in record.views() if job.verb == verb and job.title.endswith(("second", "d2"))), None)


def test_a_training_killed_between_epochs_goes_on_and_ends_like_one_that_was_not(trained):
    process = begin(TRAIN)
    end = time.time() + 120
    while time.time() < end:
        job = job_of("train")
        if job and (record.folder_of(job.id) / "checkpoint.npz").exists():
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert record.view(job.id).state == "lost" and model_names() == ["reader"]
    engine(trained, TRAIN)
    assert record.view(job.id).state == "done"
    after_kill = read_history("second")
    assert after_kill["epoch"].tolist() == [1, 2, 3, 4]
    engine(trained, TRAIN.replace("second", "third"))
    columns = ["epoch", "loss", "val_loss", "val_exact_match"]
    pd.testing.assert_frame_equal(after_kill[columns], read_history("third")[columns], atol=1e-4)


@pytest.fixture(scope="session")
def glyphs_once(workspace_once):
    """A workspace with a split dataset of 600 single symbols, made once."""
    drawn = "generate --preset one-glyph --symbols 012 --name glyphs --count 600 --workers 1"
    return workspace_once("glyphs", [drawn, "split --dataset glyphs"])


@pytest.fixture
def glyphs(glyphs_once, home):
    """A workspace of this test alone with the dataset "glyphs"."""
    shutil.copytree(glyphs_once, home, dirs_exist_ok=True)
    return home


COMPOSE = "compose --dataset glyphs --name d2 --count 1100 --gaussian-noise 0.1 --workers 1"


def killed(command, seen):
    """Runs a command and kills it, and the workers that it started, as soon as seen() finds something half made."""
    process = begin(command, start_new_session=True)
    end = time.monotonic() + 120
    while not seen():
        assert process.poll() is None and time.monotonic() < end
        time.sleep(0.002)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def content(folder):
    """The bytes of all files in a folder, by their places in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files_in(folder)}


def test_a_composing_killed_between_shards_ends_with_the_same_bytes_and_the_same_split(glyphs):
    killed(COMPOSE, lambda: list(jobs_folder().glob("*compose*/build-*/part-*.parquet")))
    assert dataset_names() == ["glyphs"] and job_of("compose").state == "lost"
    engine(glyphs, COMPOSE)
    engine(glyphs, COMPOSE.replace("d2", "whole"))
    made, whole = content(open_dataset("d2").folder), content(open_dataset("whole").folder)
    assert made.keys() == whole.keys() and {"split.parquet", "part-00001.parquet"} < made.keys()
    assert all(made[name] == whole[name] for name in made if name != "dataset.json")


@pytest.mark.parametrize("form", ["folder", "hdf5"])
def test_an_export_killed_in_the_middle_is_whole_after_the_same_command_and_leaves_nothing_else(glyphs, form):
    out = glyphs / "out"
    command = f"export --dataset glyphs --format {form} --output {out}"
    killed(command, lambda: list(glyphs.glob(".out-*/*")))
    assert not out.exists()
    engine(glyphs, command)
    engine(glyphs, command.replace(str(out), str(glyphs / "whole")))
    assert content(out) == content(glyphs / "whole") and not list(glyphs.glob(".out-*"))


FULL = {
    "generate": "generate --name d2 --count 1100 --seed 5 --workers 1",
    "compose": COMPOSE,
    **{kind: f"export --dataset glyphs --format {kind} --output OUT" for kind in ("imagefolder", "npz", "hdf5")},
}


@pytest.mark.skipif(os.name == "nt", reason="limits on file sizes are a matter of POSIX systems")
@pytest.mark.parametrize("what", FULL)
def test_a_full_disk_fails_the_job_with_a_sentence_and_leaves_nothing_half_made(glyphs, what):
    command, out = FULL[what].replace("OUT", str(glyphs / "d2")), glyphs / "d2"
    verb = command.split()[0]

    def no_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    assert begin(command, preexec_fn=no_room).wait(60) == 1
    job = next(view for view in record.views() if view.verb == verb and view.state != "done")
    assert job.state == "failed" and "the disk is full; free some space, then resume" in job.message
    assert dataset_names() == ["glyphs"] and not out.exists() and not list(glyphs.glob(".d2*"))
    engine(glyphs, command)
    assert record.view(job.id).state == "done" and (out.exists() or "d2" in dataset_names())


KILLED_ONCE_PUBLISHED = """
import os, signal, sys
from pathlib import Path
final, synchronised = Path(sys.argv.pop(1)), os.fsync
def fsync(file):
    if final.exists():
        os.kill(os.getpid(), signal.SIGKILL)
    synchronised(file)
os.fsync = fsync
from engine.__main__ import main
sys.exit(main())
"""
PUBLISHING = {
    "generate": ("generate --name d2 --count 40 --seed 5 --workers 1", "data/d2"),
    "on the fly": ("generate --name d2 --count 40 --store on-the-fly", "data/d2"),
    "compose": (COMPOSE.replace("1100", "40"), "data/d2"),
    "merge": ("merge --dataset glyphs --dataset glyphs2 --name d2", "data/d2"),
    "collect": ("collect --source images --label-from folder --name d2", "data/d2"),
    "export": ("export --dataset glyphs --format folder --output d2", "d2"),
    "train": ("train --dataset glyphs --name d2 --epochs 1 --share 0.5", "models/d2"),
}


@pytest.mark.parametrize("verb", PUBLISHING)
def test_a_job_killed_between_its_result_and_its_status_finds_its_own_work_and_ends_done(glyphs, verb):
    command, final = PUBLISHING[verb]
    words = (
        command.replace("--output d2", f"--output {glyphs / 'd2'}").replace("images", f"{glyphs / 'images'}").split()
    )
    if verb == "merge":
        shutil.copytree(glyphs / "data" / "glyphs", glyphs / "data" / "glyphs2")
    if verb == "collect":
        engine(glyphs, f"export --dataset glyphs --format classes --output {glyphs / 'images'}")
    killed_there = [sys.executable, "-c", KILLED_ONCE_PUBLISHED, str(glyphs / final), *words]
    assert subprocess.run(killed_there, cwd=PROJECT, capture_output=True, check=False).returncode == -signal.SIGKILL
    made, job = content(glyphs / final), record.views()[0]
    assert job.state == "lost" and made[".job"].decode() == job.id
    engine(glyphs, words)
    assert record.view(job.id).state == "done" and record.view(job.id).result
    assert {**content(glyphs / final), ".job": made[".job"]} == made and not (glyphs / final / ".job").exists()


def test_the_same_name_made_by_somebody_else_stays_taken_after_a_kill(glyphs):
    command, final = PUBLISHING["generate"]
    killed_there = [sys.executable, "-c", KILLED_ONCE_PUBLISHED, str(glyphs / final), *command.split()]
    subprocess.run(killed_there, cwd=PROJECT, capture_output=True, check=False)
    shutil.rmtree(glyphs / final)
    shutil.copytree(glyphs / "data" / "glyphs", glyphs / final)
    assert "exists already" in engine(glyphs, command, code=2)


def test_a_job_whose_starter_was_killed_before_it_noted_a_process_is_free_at_once(home):
    spec = {"name": "d2", "count": 3}
    code = f"from engine.core.jobs import control; print(control.create('generate', {spec}, ('dataset', 'd2')))"
    ended = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert record.view(ended.stdout.strip()).state == "lost" and not record.active_views()
    engine(home, "generate --name d2 --count 2 --workers 1")


def refused(words, before=(), **options):
    """Runs a command that must end with code 1 and a sentence; returns the sentence."""
    options = {"cwd": PROJECT, "capture_output": True, "text": True, "check": False, "timeout": 120, **options}
    ended = subprocess.run([*before, sys.executable, "-m", "engine", *words.split()], **options)
    assert ended.returncode == 1 and "Traceback" not in ended.stderr, ended.stderr
    return ended.stderr


COMMANDS = ("generate --name d2 --count 3 --workers 1", "jobs", "split --dataset glyphs", "explore --dataset glyphs")


@pytest.mark.skipif(os.name == "nt", reason="limits on file sizes are a matter of POSIX systems")
def test_a_disk_without_a_free_byte_is_a_sentence_and_the_same_command_goes_on_later(glyphs):
    said = refused(COMMANDS[0], preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
    assert "the disk is full; free some space" in said and dataset_names() == ["glyphs"]
    engine(glyphs, COMMANDS[0])
    assert dataset_names() == ["d2", "glyphs"] and not record.active_views()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_in_place_of_the_workspace_is_a_sentence(glyphs, command):
    (glyphs / "file").touch()
    for home in (glyphs / "file", glyphs / "file" / "below"):
        assert "must be a folder or lie in one" in refused(f"{command} --home {home}")


def test_a_file_in_place_of_the_workspace_is_a_sentence_on_pages(glyphs, monkeypatch):
    (glyphs / "file").touch()
    monkeypatch.setenv("GLYPHLAB_HOME", str(glyphs / "file"))
    for title in ("Home", "Generate", "Explore"):
        assert "must be a folder or lie in one" in open_page(title).error[0].value


@pytest.fixture
def read_only(glyphs):
    """How a command is begun on a workspace that cannot be written: root gives up the power to write all the same."""
    if os.name == "nt" or (os.getuid() == 0 and not shutil.which("setpriv")):
        pytest.skip("here nothing keeps this user from writing")
    for path in (*glyphs.rglob("*"), glyphs):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield ["setpriv", "--bounding-set=-dac_override"] if os.getuid() == 0 else []
    for path in (glyphs, *glyphs.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_workspace_that_cannot_be_written_is_a_sentence_and_can_be_looked_at(glyphs, read_only):
    assert "cannot be written or read (Permission denied)" in refused(COMMANDS[0], before=read_only)
    looked = "from tests.support.screens import open_page; open_page('Home'); open_page('Explore', dataset='glyphs')"
    for words in (["-m", "engine", "jobs"], ["-m", "engine", *COMMANDS[3].split()], ["-c", looked]):
        ended = subprocess.run([*read_only, sys.executable, *words], cwd=PROJECT, capture_output=True, check=False)
        assert ended.returncode == 0, ended.stderr


def test_a_recipe_file_that_calls_sys_exit_is_a_failed_job_with_code_1(glyphs):
    (glyphs / "net.py").write_text("import sys\n\ndef build(shape, slots, symbols):\n    sys.exit(0)\n")
    said = refused(f"train --dataset glyphs --name d2 --recipe {glyphs / 'net.py'}")
    assert "calls sys.exit; remove that call and train again" in said
    assert record.views()[0].state == "failed" and not model_names()


@pytest.mark.skipif(sys.platform != "linux", reason="limits on memory are counted differently elsewhere")
def test_too_little_memory_to_start_is_a_sentence(glyphs):
    def little():
        resource.setrlimit(resource.RLIMIT_AS, (300_000_000, 300_000_000))

    one_thread = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    said = refused("train --dataset glyphs --name d2 --epochs 1", preexec_fn=little, env=one_thread)
    assert "memory" in said and not model_names()
