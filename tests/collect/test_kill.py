"""A collecting job that is killed in the middle goes on and ends with the same dataset, byte for byte."""

import subprocess
import sys
import time

import numpy as np
import pytest

from engine.collect.spec import CollectSpec
from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.jobs import control, record
from engine.core.storage.files import read_text
from engine.core.storage.folders import modified_at
from tests.collect.archives.test_archives import tarred
from tests.collect.conftest import png, zipped
from tests.support.commands import PROJECT


def source(folder, how) -> dict:
    """The knobs of a source that takes a while."""
    files = {f"{i:05d}.png": png(i) if i % 50 else b"" for i in range(12_000)}
    if how == "zip":
        return {"source": [str(zipped(folder / "a.zip", files))], "label_from": "stem"}
    if how == "tar.gz":
        return {"source": [str(tarred(folder / "a.tgz", files, "w:gz"))], "label_from": "stem"}
    values = np.random.default_rng(1).integers(0, 256, (40_000, 16, 16), np.uint8)
    np.savez(folder / "a.npz", x=values, y=np.arange(40_000) % 10)
    return {"source": [str(folder / "a.npz")], "label_from": "table"}


@pytest.mark.parametrize("how", ["zip", "tar.gz", "table"])
def test_a_killed_job_goes_on_and_ends_with_the_same_dataset(collect, tmp_path, how):
    knobs = source(tmp_path, how)
    spec = CollectSpec(name="d", **knobs)
    job_id = control.create("collect", spec.model_dump(mode="json"), spec.makes)
    build = record.folder_of(job_id) / "build"
    command = [sys.executable, "-m", "engine", "collect", "--job", job_id]
    with subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.DEVNULL) as process:
        while len(list(build.glob("part-*.parquet"))) < 2 and process.poll() is None:
            time.sleep(0.002)
        process.kill()
    finished = len(list(build.glob("part-*.parquet")))
    assert record.view(job_id).state == "lost" and dataset_names() == [] and finished >= 2
    clocks = [modified_at(build / f"part-{number:05d}.parquet") for number in range(finished - 1)]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, timeout=60)
    _, whole = collect("whole", **knobs)
    done = open_dataset("d")
    assert done.info.fingerprint == whole.info.fingerprint
    assert [modified_at(shard) for shard in done.shards()[: finished - 1]] == clocks
    lists = [read_text(source.folder / "left_out.csv") for source in (done, whole)]
    assert lists[0] == lists[1]
