"""The library reads files, bytes, arrays and Pillow images alike, loads little, and is installed with its command."""

import io
import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from engine import load, only
from engine.core.datasets.dataset import open_dataset
from engine.core.models.predictions import read_predictions
from tests.support.commands import PROJECT

HEAVY = {"tensorflow", "keras", "streamlit", "pandas", "pyarrow", "sklearn", "scipy"}


@pytest.fixture
def model(server_home, monkeypatch):
    """The trained model "reader"."""
    monkeypatch.setenv("GLYPHLAB_HOME", str(server_home))
    return load("reader")


@pytest.fixture
def images(model):
    """The files of the test part of its dataset, and the stored predictions of their texts."""
    stored = read_predictions("reader", open_dataset("digits")).head(5)
    return open_dataset("digits").image_files(stored["id"]), stored["predicted"].tolist()


def test_every_form_of_an_image_gives_the_text_that_the_stage_reads(model, images, tmp_path):
    (first, *_), (text, *_) = images
    (path := tmp_path / "image.png").write_bytes(first)
    opened = Image.open(io.BytesIO(first))
    pixels = np.asarray(opened)
    answers = model.read_all([path, str(path), first, pixels, opened, opened.convert("RGBA")])
    assert {answer.text for answer in answers} == {text} and len({answer.confidence for answer in answers}) == 1
    assert [answer.text for answer in model.read_all(images[0])] == images[1]


def test_an_answer_obeys_what_is_known_and_says_how_sure_it_is(model, images):
    (first, *_), _ = images
    answer = model.read(first, only(symbols="02", length=1), top=2, accept=1.0, notice=False)
    assert answer.text in ("0", "2") and [len(slot) for slot in answer.symbols] == [2, 2]
    assert answer.accepted is (answer.confidence >= 1) and answer.notice == ""
    assert model.read(np.zeros((32, 64), np.uint8)).notice


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ("none.png", "there is no image file 'none.png'"),
        (b"<html>", "not an image"),
        (np.zeros((4, 4), np.float32), "must be uint8"),
        (np.zeros((4, 4, 7), np.uint8), "must be uint8"),
    ],
)
def test_what_is_no_image_is_a_sentence(model, bad, sentence):
    with pytest.raises((ValueError, FileNotFoundError), match=sentence):
        model.read(bad)


def test_no_model_no_length_and_no_text_are_sentences(model, images):
    with pytest.raises(FileNotFoundError, match="there is no model 'ghost'"):
        load("ghost")
    with pytest.raises(ValueError, match="length must be a number or a range"):
        only(length="many")
    with pytest.raises(ValueError, match="no text is possible"):
        model.read(images[0][0], only(length=7))


def test_the_import_loads_nothing_and_reading_loads_no_heavy_library(model, images, tmp_path):
    (path := tmp_path / "image.png").write_bytes(images[0][0])
    code = f"""
import sys
before = set(sys.modules)
from engine import load
assert not {{"numpy", "pydantic"}} & (set(sys.modules) - before)
print(load("reader").read({str(path)!r}).text)
assert not {HEAVY!r} & set(sys.modules), {HEAVY!r} & set(sys.modules)
"""
    said = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True, capture_output=True, text=True)
    assert said.stdout.strip() == images[1][0]


def test_installed_with_pip_the_command_is_the_same_command_line(tmp_path, home):
    source = tmp_path / "source"
    for part in ("pyproject.toml", "requirements.txt", "engine"):
        (source / part).parent.mkdir(exist_ok=True)
        subprocess.run(["cp", "-r", str(PROJECT / part), str(source / part)], check=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", str(tmp_path / "site"), str(source)], check=True, timeout=300)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "GLYPHLAB_HOME": "", "HOME": str(tmp_path)}
    command = [
        str(tmp_path / "site" / "bin" / "glyphlab"),
        "generate",
        "--name",
        "d4",
        "--count",
        "8",
        "--workers",
        "1",
    ]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=300)
    assert (tmp_path / "glyphlab" / "data" / "d4" / "dataset.json").exists()
