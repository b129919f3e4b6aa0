"""The generate verb: the same request gives the same bytes, whatever happens on the way."""

import json
import subprocess
import sys
import time

import numpy as np
import pytest
from PIL import Image

from engine.core.datasets import shard
from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job, StoppedError
from engine.core.storage.files import TORN
from engine.core.storage.paths import jobs_folder
from engine.core.synthesis.sample import build_folder
from engine.generate.estimate import estimate
from engine.generate.run import first, run
from engine.generate.spec import GenerateSpec
from engine.imaging.decode import decode, image_hash
from engine.imaging.encode import png

SMALL = {"width": 48, "height": 20, "font_size": 16, "dots": 3, "length": "1-3", "workers": 1}


def job_for(spec):
    return Job(control.create("generate", spec.model_dump(mode="json"), spec.makes))


def generate(**knobs):
    spec = GenerateSpec(**SMALL | knobs)
    return run(spec, job_for(spec))


def test_one_and_two_processes_make_the_same_bytes_and_another_seed_does_not(home):
    results = [generate(name=f"n{i}", count=1100, **more) for i, more in enumerate([{}, {"workers": 2}, {"seed": 1}])]
    assert results[0]["fingerprint"] == results[1]["fingerprint"] != results[2]["fingerprint"]
    assert [result["count"] for result in results] == [1100] * 3


def test_what_is_stored_is_what_was_drawn(home):
    generate(name="one", count=40, gaussian_noise="0-0.2", mode="grey")
    dataset = open_dataset("one")
    rows = dataset.frame()
    spec = GenerateSpec.model_validate(dataset.info.spec)
    shown = first(spec, 40)
    for data, row, (image, values, _) in zip(
        dataset.image_files(range(40)), rows.to_dict("records"), shown, strict=True
    ):
        assert (decode(data) == image).all()
        assert row["picture"] == image_hash(image)
        assert {
            name: row[name].tolist() if isinstance(row[name], np.ndarray) else row[name] for name in values
        } == values
    assert rows["gaussian_noise"].nunique() == 40
    assert (dataset.info.kind, dataset.info.lengths, dataset.info.width) == ("text", (1, 3), (48, 48))


def test_a_stopped_job_leaves_no_dataset_and_goes_on_with_what_is_missing(home):
    whole = generate(name="whole", count=2100)
    spec = GenerateSpec(**SMALL | {"name": "halted", "count": 2100})
    job = job_for(spec)
    (job.folder / "stop").touch()
    with pytest.raises(StoppedError):
        run(spec, job)
    assert dataset_names() == ["whole"]
    first = shard.path_of(build_folder(job), 0)
    written = first.stat().st_mtime_ns
    (job.folder / "stop").unlink()
    result = run(spec, job)
    assert result["fingerprint"] == whole["fingerprint"]
    assert open_dataset("halted").shards()[0].stat().st_mtime_ns == written


def test_after_kill_9_the_same_command_ends_with_the_same_bytes(home):
    whole = generate(name="whole", count=4000)
    words = (
        "generate --name killed --count 4000 --width 48 --height 20 --font-size 16 --dots 3 --length 1-3 --workers 2"
    )
    command = [sys.executable, "-m", "engine", *words.split(), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not list(jobs_folder().glob("*/build-*/part-00000.parquet")):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.005)
    process.kill()
    process.communicate(timeout=60)  # the pipe closes when the last worker has ended
    assert dataset_names() == ["whole"]
    torn = next(jobs_folder().glob("*/build-*")) / f"{TORN}x"
    torn.touch()
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(again.stdout)["fingerprint"] == whole["fingerprint"]
    assert {path.suffix for path in open_dataset("killed").folder.iterdir()} == {".parquet", ".json"}


def test_a_symbol_that_the_font_lacks_is_refused_by_name_before_anything_is_drawn(home):
    with pytest.raises(ValueError, match=r"DroidSansMono\.ttf has no glyph for '漢', '字'; leave"):
        generate(name="han", symbols="1漢2字", count=5)
    with pytest.raises(FileNotFoundError, match="no font file"):
        first(GenerateSpec(fonts=("/nowhere/a.ttf",)), 12)
    assert dataset_names() == []


def test_a_preview_is_the_beginning_of_the_dataset():
    spec = GenerateSpec(count=5)
    shown = first(spec, 12)
    assert len(shown) == 5
    assert all(image.shape == (60, 160, 3) and len(values["text"]) == 4 for image, values, _ in shown)


def test_the_package_draws_the_seeded_texts_itself(home):
    generate(name="reference", count=3, renderer="package", width=160, height=60, font_size="42-56", dots=30)
    dataset = open_dataset("reference")
    ours = [one.columns["text"] for one in first(GenerateSpec(length="1-3"), 3)]
    assert dataset.frame()["text"].tolist() == ours
    assert decode(dataset.image_files([0])[0]).shape == (60, 160, 3)
    assert "rotation" not in dataset.columns()


@pytest.mark.parametrize("shape", [(9, 7), (9, 7, 3)])
def test_a_png_holds_exactly_the_pixels(shape, tmp_path):
    image = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    (tmp_path / "a.png").write_bytes(png(image))
    assert (np.asarray(Image.open(tmp_path / "a.png")) == image).all()


def test_the_estimate_is_near_the_size_and_grows_with_the_number_of_images(home):
    generate(name="real", count=400, width=160, height=60)
    size = sum(path.stat().st_size for path in open_dataset("real").shards())
    spec = GenerateSpec(**SMALL | {"count": 400, "width": 160, "height": 60})
    seconds, expected = estimate(spec)
    assert 0.5 < expected / size < 2 and 0 < seconds < 60
    assert estimate(spec.model_copy(update={"count": 400_000}))[1] > 500 * expected


def test_an_experiment_is_stored_with_its_groups_and_single_symbols_make_a_class_dataset(home):
    generate(name="e", count=3, experiment="each", levels=["blur=1,2"], length=1)
    dataset = open_dataset("e")
    frame = dataset.frame(["text", "group", "condition", "blur"])
    assert dataset.info.count == 9 and dataset.info.kind == "class"
    assert frame.groupby("group")["text"].nunique().tolist() == [1, 1, 1]
    assert frame["blur"].tolist() == [0, 1, 2] * 3


def test_the_result_tells_how_often_an_image_was_drawn_again(home):
    knobs = {"uncut": True, "baseline_jitter": 0.3}
    result = generate(name="r", count=60, **knobs)
    assert result["redrawn"] == open_dataset("r").frame(["redrawn"])["redrawn"].sum() > 0
