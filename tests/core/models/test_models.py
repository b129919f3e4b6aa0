"""A model folder describes itself; a damaged one is reported instead of giving wrong predictions."""

import json
import shutil

import numpy as np
import pytest

from engine.core.datasets.dataset import open_dataset
from engine.core.models.card import (
    FILES,
    damaged,
    delete_model,
    is_whole,
    model_files,
    model_names,
    read_card,
    rename_model,
)
from engine.core.models.predictor import Predictor
from engine.imaging.decode import decode


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("damage", ["missing", "empty"])
def test_a_file_missing_from_a_model_is_named(trained, file, damage):
    path = trained / "models" / "reader" / file
    path.unlink()
    if damage == "empty":
        path.touch()
    with pytest.raises((ValueError, FileNotFoundError), match=f"{file} is missing or empty|no model 'reader'"):
        Predictor("reader")


def test_files_with_damaged_content_are_named(trained):
    folder = trained / "models" / "reader"
    tflite = (folder / "model.tflite").read_bytes()
    (folder / "model.tflite").write_bytes(tflite[:1000])
    with pytest.raises(ValueError, match=r"model\.tflite of the model 'reader' is damaged; train it again"):
        Predictor("reader")
    (folder / "card.json").write_text((folder / "card.json").read_text()[:200])
    with pytest.raises(ValueError, match=r"card\.json in reader is damaged"):
        read_card("reader")


def test_a_model_of_a_newer_version_is_refused_with_a_remedy(trained):
    path = trained / "models" / "reader" / "card.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))
    with pytest.raises(ValueError, match=r"format 99; this version reads up to 1; update it"):
        read_card("reader")


def test_predicting_many_at_once_equals_predicting_each(trained):
    predictor = Predictor("reader")
    images = np.stack([predictor.prepare(decode(file)) for file in open_dataset("digits").image_files(range(10))])
    together = predictor.predict(images)
    for index in range(10):
        alone = predictor.predict(images[index : index + 1])
        assert np.allclose(alone.probabilities[0], together.probabilities[index], atol=1e-5)
        assert np.allclose(alone.attention[0], together.attention[index], atol=1e-5)
    assert np.allclose(together.probabilities.sum(axis=2), 1, atol=1e-4)
    assert np.allclose(together.attention.sum(axis=(2, 3)), 1, atol=1e-3)


def test_renaming_and_deleting(trained):
    rename_model("reader", "reader 2")
    assert model_names() == ["reader 2"]
    assert read_card("reader 2").alphabet == "012"
    with pytest.raises(ValueError, match="a model name is"):
        rename_model("reader 2", "../out")
    delete_model("reader 2")
    assert model_names() == []
    with pytest.raises(FileNotFoundError, match="train one first"):
        read_card("reader 2")


def test_a_damaged_folder_is_listed_and_deleted_like_a_model(trained):
    folder = trained / "models"
    (folder / "half" / "parts").mkdir(parents=True)
    (folder / "half" / "parts" / "a.bin").write_bytes(b"123")
    shutil.copytree(folder / "reader", folder / "torn")
    (folder / "torn" / "card.json").write_text("{")
    reasons = damaged()
    assert list(reasons) == ["half", "torn"] and all("card.json" in reason for reason in reasons.values())
    assert [is_whole(name) for name in ("reader", "half", "torn", "gone")] == [True, False, False, False]
    assert model_files("half") == [("parts/a.bin", 3)] and ("card.json", 1) in model_files("torn")
    delete_model("half")
    delete_model("torn")
    assert damaged() == {} and model_names() == ["reader"]
    with pytest.raises(FileNotFoundError, match="there is no model 'half' to delete"):
        delete_model("half")
    with pytest.raises(FileNotFoundError):
        delete_model("../models")
