"""Kills and full disks at the worst moments, with real processes: nothing is lost, and the same command goes on."""

import os
import resource
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from engine import dataset, jobs, model, storage
from tests.conftest import engine

TRAIN = "train --dataset digits --name second --epochs 6 --seed 3"


def begin(command, **options):
    """Starts `python -m engine COMMAND` on the workspace of the test, without waiting for it."""
    words = [sys.executable, "-m", "engine", *command.split()]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(words, cwd=storage.PROJECT, **quiet, **options)


def job_of(verb):
    """The newest job of a verb."""
    return next((each for each in jobs.views() if each.verb == verb and each.title.endswith(("second", "d2"))), None)


def test_a_training_killed_between_epochs_goes_on_and_ends_like_one_that_was_not(trained):
    process = begin(TRAIN)
    end = time.time() + 120
    while time.time() < end:
        job = job_of("train")
        if job and (jobs.folder_of(job.id) / "checkpoint.npz").exists():
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert jobs.view(job.id).state == "lost" and model.names() == ["reader"]
    engine(trained, TRAIN)
    assert jobs.view(job.id).state == "done"
    after_kill = model.history("second")
    assert after_kill["epoch"].tolist() == [1, 2, 3, 4, 5, 6]
    engine(trained, TRAIN.replace("second", "third"))
    columns = ["epoch", "loss", "val_loss", "val_exact_match"]
    pd.testing.assert_frame_equal(after_kill[columns], model.history("third")[columns], atol=1e-4)


@pytest.mark.skipif(os.name == "nt", reason="limits on file sizes are a matter of POSIX systems")
def test_a_full_disk_fails_the_job_with_a_sentence_and_leaves_no_half_dataset(home):
    command = "generate --name d2 --count 1500 --seed 5 --workers 1"

    def no_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    assert begin(command, preexec_fn=no_room).wait(60) == 1
    job = job_of("generate")
    assert job.state == "failed" and "the disk is full; free some space, then resume" in job.message
    assert dataset.names() == []
    engine(home, command)
    assert jobs.view(job.id).state == "done" and dataset.open("d2").info.count == 1500
