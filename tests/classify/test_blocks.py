"""Reading shard by shard: the same bytes whoever reads, and what was finished is not read again."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from engine.classify.run import run
from engine.classify.spec import ClassifySpec
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import control, record
from engine.core.jobs.job import Job, StoppedError
from engine.core.models.predictions import predictions_path, read_predictions
from engine.core.storage.files import read_json, write_json
from engine.core.storage.paths import PROJECT, jobs_folder
from tests.support.commands import engine
from tests.support.damage import cut_images
from tests.support.jobs import run_as_job, wait_until

MANY = "--symbols 012 --length 1-2 --count 2100 --width 64 --height 32 --font-size 24 --seed 5 --workers 1"
ALL = {"model": "reader", "dataset": "many", "part": "all"}


@pytest.fixture(scope="module")
def many_once(trained_once, tmp_path_factory):
    """The trained workspace with three shards of images that the model never saw, "many", and "drawn" on the fly."""
    folder = tmp_path_factory.mktemp("many") / "home"
    shutil.copytree(trained_once, folder)
    engine(folder, f"generate --name many {MANY}")
    engine(folder, f"generate --name drawn {MANY} --store on-the-fly")
    return folder


@pytest.fixture
def many(many_once, home):
    """That workspace for this test alone."""
    shutil.copytree(many_once, home, dirs_exist_ok=True)
    return home


def written(**knobs) -> list[bytes]:
    """What a classify job writes: its lines, its CSV, and the stored predictions."""
    job = run_as_job("classify", model="reader", **knobs)
    assert job.state == "done", job.message
    stored = [predictions_path("reader", knobs["dataset"])] if "dataset" in knobs else []
    return [Path(path).read_bytes() for path in (job.result["output"], job.result["table"], *stored)]


def image_folder(home: Path) -> Path:
    """A folder of image files that is read in two blocks; the last file is none."""
    folder = home / "files"
    folder.mkdir()
    for row, data in enumerate(open_dataset("digits").image_files(range(260))):
        (folder / f"{row:03d}.png").write_bytes(data)
    (folder / "page.png").write_text("<html>404</html>")
    return folder


def test_one_and_two_processes_write_the_same_bytes(many):
    for what in ({"dataset": "many", "part": "all"}, {"folder": str(image_folder(many))}):
        assert written(**what, workers=1) == written(**what, workers=2)
    stored = read_predictions("reader", open_dataset("many"))
    assert stored["id"].tolist() == list(range(2100)) and set("".join(stored["predicted"])) == set("012")
    written(dataset="drawn", part="all", workers=2)
    pd.testing.assert_frame_equal(stored, read_predictions("reader", open_dataset("drawn")))


@pytest.mark.skipif(os.name == "nt", reason="a named pipe holds the job up, which Windows has no file for")
def test_after_kill_9_only_the_missing_shards_are_read(many):
    expected = written(dataset="many", part="all", workers=1)
    predictions_path("reader", "many").unlink()
    first, middle, last = open_dataset("many").shards()
    whole = middle.read_bytes()
    middle.unlink()
    os.mkfifo(middle)  # whoever opens it waits
    command = "classify --model reader --dataset many --part all --workers 2"
    words = [sys.executable, "-m", "engine", *command.split()]
    process = subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    finished = {first.name, last.name}
    try:
        wait_until(lambda: {path.name for path in jobs_folder().glob("*/predictions-*/part-*")} == finished)
    finally:
        process.kill()
    process.communicate(timeout=60)  # the pipe closes when the last worker has ended
    assert not predictions_path("reader", "many").exists()
    middle.unlink()
    middle.write_bytes(whole)
    cut_images(first, range(1000))
    cut_images(last, range(100))
    engine(many, command)
    output = Path(record.views()[0].result["output"])
    paths = (output, output.with_suffix(".csv"), predictions_path("reader", "many"))
    assert [path.read_bytes() for path in paths] == expected
    assert not list(jobs_folder().glob("*/predictions-*"))


def test_shards_that_another_model_of_the_name_read_are_read_again(many):
    missing = open_dataset("many").shards()[2]
    missing.rename(many / "elsewhere")
    failed = run_as_job("classify", **ALL, workers=1)
    assert failed.state == "failed" and len(list(record.folder_of(failed.id).glob("predictions-*/part-*"))) == 2
    (many / "elsewhere").rename(missing)
    card = many / "models/reader/card.json"
    write_json(card, read_json(card) | {"alphabet": "abc"})
    again = run_as_job("classify", **ALL, workers=1)
    assert again.id == failed.id and again.state == "done"
    assert set("".join(read_predictions("reader", open_dataset("many"))["predicted"])) == set("abc")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_wish_to_stop_is_followed_within_a_shard(many, workers):
    spec = ClassifySpec(**ALL, workers=workers)
    job = Job(control.create("classify", spec.model_dump(mode="json")))
    (job.folder / "stop").touch()
    with pytest.raises(StoppedError, match="Resume continues from the last checkpoint"):
        run(spec, job)
    assert not list(job.folder.glob("predictions-*/part-*")) and not predictions_path("reader", "many").exists()
