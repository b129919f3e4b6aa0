"""A model folder explains itself; one that is damaged says so instead of reading nonsense."""

import json

import numpy as np
import pytest

from engine.core.datasets.dataset import open_dataset
from engine.core.models.card import FILES, delete_model, model_names, read_card, rename_model
from engine.core.models.predictor import Reader
from engine.imaging.decode import decode


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("damage", ["missing", "empty"])
def test_a_folder_that_was_cut_short_names_the_file(trained, file, damage):
    path = trained / "models" / "reader" / file
    path.unlink()
    if damage == "empty":
        path.touch()
    with pytest.raises((ValueError, FileNotFoundError), match=f"{file} is missing or empty|no model 'reader'"):
        Reader("reader")


def test_files_with_damaged_content_are_named(trained):
    folder = trained / "models" / "reader"
    whole = (folder / "model.tflite").read_bytes()
    (folder / "model.tflite").write_bytes(whole[:1000])
    with pytest.raises(ValueError, match=r"model\.tflite of the model 'reader' is damaged; train it again"):
        Reader("reader")
    (folder / "card.json").write_text((folder / "card.json").read_text()[:200])
    with pytest.raises(ValueError, match=r"card\.json in reader is damaged"):
        read_card("reader")


def test_a_model_of_a_newer_version_is_refused_with_the_way_out(trained):
    path = trained / "models" / "reader" / "card.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))
    with pytest.raises(ValueError, match=r"format 99; this version reads up to 1; update it"):
        read_card("reader")


def test_reading_many_at_once_is_reading_each(trained):
    reader = Reader("reader")
    images = np.stack([reader.prepare(decode(each)) for each in open_dataset("digits").pictures(range(10))])
    together = reader.read(images)
    for i in range(10):
        alone = reader.read(images[i : i + 1])
        assert np.allclose(alone.probabilities[0], together.probabilities[i], atol=1e-5)
        assert np.allclose(alone.attention[0], together.attention[i], atol=1e-5)
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
