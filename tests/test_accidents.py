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
from engine.core.models.card import model_names, read_history
from engine.core.storage.folders import files_in
from engine.core.storage.paths import PROJECT, jobs_folder
from tests.support.commands import engine

TRAIN = "train --dataset digits --name second --epochs 6 --seed 3"


def begin(command, **options):
    """Starts `python -m engine COMMAND` on the workspace of the test, without waiting for it."""
    words = [sys.executable, "-m", "engine", *command.split()]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(words, cwd=PROJECT, **quiet, **options)


def job_of(verb):
    """The newest job of a verb."""
    return next((each for each in record.views() if each.verb == verb and each.title.endswith(("second", "d2"))), None)


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
    assert after_kill["epoch"].tolist() == [1, 2, 3, 4, 5, 6]
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
    **{each: f"export --dataset glyphs --format {each} --output OUT" for each in ("imagefolder", "npz", "hdf5")},
}


@pytest.mark.skipif(os.name == "nt", reason="limits on file sizes are a matter of POSIX systems")
@pytest.mark.parametrize("what", FULL)
def test_a_full_disk_fails_the_job_with_a_sentence_and_leaves_nothing_half_made(glyphs, what):
    command, out = FULL[what].replace("OUT", str(glyphs / "d2")), glyphs / "d2"
    verb = command.split()[0]

    def no_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    assert begin(command, preexec_fn=no_room).wait(60) == 1
    job = next(each for each in record.views() if each.verb == verb and each.state != "done")
    assert job.state == "failed" and "the disk is full; free some space, then resume" in job.message
    assert dataset_names() == ["glyphs"] and not out.exists() and not list(glyphs.glob(".d2*"))
    engine(glyphs, command)
    assert record.view(job.id).state == "done" and (out.exists() or "d2" in dataset_names())
