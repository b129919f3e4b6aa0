"""Kills, full disks and too little memory: the last good checkpoint survives, and a sentence says what happened."""

import errno
import os
import resource
import subprocess
import sys

import numpy as np
import psutil
import pytest

from engine.core.jobs import execute, record
from engine.core.storage.files import TORN, read_bytes, write_bytes
from engine.core.storage.paths import PROJECT
from engine.train import memory
from engine.train.loop import checkpoint
from engine.train.loop.checkpoint import Checkpoint
from engine.train.spec import TrainSpec
from tests.train.conftest import job_for

WRITER = """
import sys, numpy as np
from engine.core.jobs.job import Job
from engine.train.loop import checkpoint
for epoch in range(1, 10_000):
    arrays = [np.full(500_000, epoch, np.float32)]
    written = checkpoint.Checkpoint(arrays, arrays, arrays, arrays, [{"epoch": epoch}] * epoch, 0.0)
    checkpoint.save(written, Job(sys.argv[1]))
    print(epoch, flush=True)
"""


def checkpoint_of(epoch):
    arrays = [np.full(1000, epoch, np.float32)]
    return Checkpoint(arrays, arrays, [], arrays, [{"epoch": number} for number in range(1, epoch + 1)], 0.0)


@pytest.fixture
def training(home):
    return job_for(TrainSpec(dataset="d", name="m"))


def test_a_kill_while_a_checkpoint_is_written_leaves_the_one_before(training):
    command = [sys.executable, "-c", WRITER, training.id]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        for _ in range(3):
            last = int(process.stdout.readline())
        process.kill()  # it spends nearly all its time writing
    loaded = checkpoint.load(training)
    assert loaded.epoch >= last
    assert all((array == loaded.epoch).all() for arrays in loaded[:4] for array in arrays)


@pytest.mark.skipif(os.name == "nt", reason="limits are a matter of POSIX systems")
def test_a_full_disk_while_a_checkpoint_is_written_leaves_the_one_before(training):
    checkpoint.save(checkpoint_of(1), training)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, before[1]))
    try:
        with pytest.raises(OSError) as error:
            checkpoint.save(checkpoint_of(2), training)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert error.value.errno == errno.EFBIG and checkpoint.load(training).epoch == 1
    assert not list(training.folder.glob(f"{TORN}*"))


def test_a_damaged_checkpoint_is_a_sentence(training):
    checkpoint.save(checkpoint_of(1), training)
    path = training.folder / "checkpoint.npz"
    write_bytes(path, read_bytes(path)[:3000])
    with pytest.raises(ValueError, match=r"the checkpoint of job .* is damaged .* forget the job, and train again"):
        checkpoint.load(training)


@pytest.mark.skipif(not hasattr(psutil, "RLIMIT_AS"), reason="this system has no such limit")
def test_what_does_not_fit_is_refused_under_the_process_own_limit():
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (psutil.Process().memory_info().vms + 1_600_000_000, before[1]))
    try:
        free = memory.available()
        with pytest.raises(ValueError, match=r"20 images would take about 0\.2 GB of memory, and 0\.1 GB are free"):
            memory.check(2e8, "20 images")
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    assert free <= 100_000_000


def test_a_job_that_runs_out_of_memory_fails_with_a_sentence(training):
    def greedy(_):
        raise MemoryError

    assert execute.execute(training, greedy) == 1
    view = record.view(training.id)
    assert view.state == "failed" and "the memory is used up; take smaller steps" in view.message


@pytest.mark.skipif(not hasattr(psutil, "RLIMIT_AS"), reason="this system has no such limit")
def test_under_a_tight_limit_the_job_fails_with_a_sentence(few):
    words = [sys.executable, "-m", "engine", "train", "--dataset", "few", "--name", "tight", "--epochs", "1"]

    def tight():
        resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000))

    subprocess.run(words, cwd=PROJECT, preexec_fn=tight, capture_output=True, timeout=120)
    view = record.views()[0]
    assert view.state == "failed" and "memory" in view.message and view.message.endswith(".")
