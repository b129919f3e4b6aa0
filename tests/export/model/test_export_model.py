"""A model leaves in every format, reads there as it does here, and the card says what was found."""

import importlib.util
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from engine import load
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs.job import FailedError
from engine.core.models.card import read_card
from engine.core.models.exported import Exported
from engine.core.storage.files import write_json
from engine.export.model import comparison
from engine.export.spec import MODEL_FORMATS
from engine.imaging.decode import decode
from engine.imaging.encode import png

ALONE = (
    "ai_edge_litert", "numpy", "numpy.libs", "PIL", "pillow.libs", "flatbuffers", "google", "ml_dtypes", "tqdm",
    "backports", "typing_extensions.py",
)  # fmt: skip
SITE = Path(np.__file__).parents[1]


@pytest.fixture
def out(home):
    return home / "out"


def test_every_format_reads_like_the_model_and_the_card_says_so(trained, do, out):
    test = open_dataset("digits").image_files(open_dataset("digits").part_ids("test"))
    version = load("reader").version
    onnx_is_there = importlib.util.find_spec("tf2onnx") is not None
    for kind in MODEL_FORMATS:
        if kind == "onnx" and not onnx_is_there:
            continue
        job = do("export", model="reader", format=kind, output=str(out / kind))
        assert job.state == "done", job.message
        result = job.result
        assert result["n"] == len(test) and result["compared"] == min(64, len(test))
        assert result["difference"] < (0.5 if "int8" in kind else 1e-3) and result["milliseconds"] > 0
        assert result["bytes"] == sum(path.stat().st_size for path in (out / kind).rglob("*") if path.is_file())
    exports = read_card("reader").exports
    assert set(exports) == set(MODEL_FORMATS) - (set() if onnx_is_there else {"onnx"})
    assert exports["litert-int8"].bytes < 0.5 * exports["litert"].bytes
    assert {exported.version for exported in exports.values()} == {version} and load("reader").version == version
    shutil.copytree(trained / "models" / "reader", trained / "models" / "small")
    for file in ("model.tflite", "card.json"):
        shutil.copy(out / "litert-int8" / file, trained / "models" / "small" / file)
    before, after = (load(name).read_all(test) for name in ("reader", "small"))
    assert np.mean([a.text == b.text for a, b in zip(before, after, strict=True)]) > 0.95


def test_a_bundle_reads_where_only_litert_numpy_and_pillow_are_installed(trained, do, out, tmp_path):
    assert do("export", model="reader", format="bundle", output=str(out)).state == "done"
    (tmp_path / "packages").mkdir()
    for name in ALONE:
        if (SITE / name).exists():
            (tmp_path / "packages" / name).symlink_to(SITE / name)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True)
    python = next((tmp_path / "venv").glob("[bS]*/python*"))
    (packages,) = (tmp_path / "venv").glob("lib/*/site-packages")
    (packages / "alone.pth").write_text(str(tmp_path / "packages"))
    with zipfile.ZipFile(out / "reader.zip") as archive:
        archive.extractall(tmp_path)
    data = open_dataset("digits").image_files(range(6))
    data.append(png(255 - decode(data[0])))  # light ink on dark
    paths = [tmp_path / f"{place}.png" for place in range(len(data))]
    for path, image in zip(paths, data, strict=True):
        path.write_bytes(image)
    words = [str(python), "-I", str(tmp_path / "reader" / "reader.py"), *map(str, paths)]
    ended = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr
    rows = [line.split("\t") for line in ended.stdout.splitlines()]
    answers = load("reader").read_all(data)
    assert [row[1] for row in rows] == [answer.text for answer in answers]
    assert np.allclose([float(row[2]) for row in rows], [answer.confidence for answer in answers], atol=0.02)
    assert {row[3] for row in rows} <= {"None", "True", "False"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "name what to export"),
        ({"model": "reader", "format": "npz"}, "format of a model must be one of keras"),
        ({"dataset": "digits", "format": "onnx"}, "format of a dataset must be one of folder"),
        ({"model": "ghost", "format": "keras"}, "there is no model 'ghost'"),
        ({"model": "reader", "format": "litert-int8", "dataset": "unsplit"}, "has no test part"),
        ({"model": "lost", "format": "litert-int8"}, "must be tried on labelled images"),
        ({"model": "lines", "format": "bundle"}, "reads lines"),
        ({"model": "cropped", "format": "bundle"}, "prepared with crop"),
    ],
)
def test_what_cannot_leave_is_a_sentence_and_leaves_nothing(trained, do, out, given, sentence):
    do("generate", name="unsplit", count=10, symbols="01", length=1, workers=1)
    changed = {
        "lost": {"dataset": "gone", "dataset_fingerprint": "0"},
        "lines": {"decoding": "ctc"},
        "cropped": {"preparation": {**read_card("reader").preparation.model_dump(), "crop": True}},
    }
    for name, values in changed.items():
        shutil.copytree(trained / "models" / "reader", trained / "models" / name)
        card = read_card("reader").model_dump(mode="json") | values
        write_json(trained / "models" / name / "card.json", card)
    job = do("export", output=str(out), **given)
    assert job.state == "failed" and sentence in job.message
    assert not out.exists() and not list(out.parent.glob(".out*"))


def test_without_labelled_images_a_copy_says_that_its_accuracy_is_unknown(trained, do, out):
    card = read_card("reader").model_dump(mode="json")
    write_json(trained / "models" / "reader" / "card.json", {**card, "dataset": "gone", "dataset_fingerprint": "0"})
    job = do("export", model="reader", format="litert", output=str(out))
    assert job.state == "done" and job.result["n"] == 0 and "accuracy is unknown" in job.result["note"]


def test_an_export_that_surely_loses_too_much_is_refused_with_the_figure():
    values = {"bytes": 1, "milliseconds": 1, "compared": 64, "difference": 0.5, "version": "", "created": "2026-01-01"}
    lossy = Exported(**values, n=2000, accuracy=0.9, lost=0.012, lost_low=0.006, lost_high=0.018)
    with pytest.raises(FailedError, match=r"1\.20 points fewer of 2,000 texts .*0\.60 to 1\.80"):
        comparison.check(lossy)
    comparison.check(lossy.model_copy(update={"lost_low": 0.004}))


def test_onnx_names_its_extra_where_that_is_missing(trained, do, out, monkeypatch):
    monkeypatch.setitem(sys.modules, "tf2onnx", None)
    job = do("export", model="reader", format="onnx", output=str(out))
    assert job.state == "failed" and "pip install '.[onnx]'" in job.message
