"""A model as one file: unpacked elsewhere, it is the same model."""

import io
import zipfile

import pytest

from engine.classify.prediction import read_image
from engine.core.datasets.dataset import open_dataset
from engine.core.models.card import delete_model
from engine.core.models.package import packed
from engine.core.models.predictor import Predictor
from engine.core.models.trust.trust import trust_in
from engine.core.storage.paths import models_folder


def test_a_model_unpacked_in_another_workspace_reads_as_before(trained):
    image = open_dataset("digits").image_files([3])[0]
    before, data = read_image(Predictor("reader"), image), packed("reader")
    assert data == packed("reader")
    delete_model("reader")
    with pytest.raises(FileNotFoundError, match="there is no model 'reader'"):
        packed("reader")
    zipfile.ZipFile(io.BytesIO(data)).extractall(models_folder())
    after = read_image(Predictor("reader"), image)
    assert (after.text, after.confidence) == (before.text, before.confidence)
    assert trust_in("reader").caution == ""
