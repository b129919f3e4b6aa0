"""Where a training starts: from the pre-trained net in the dataset's own size or from scratch, and why."""

import shutil

import numpy as np
import pytest

from engine.core.models import base
from engine.core.models.card import BASE
from engine.core.storage.files import read_bytes, write_bytes
from engine.train import notes
from engine.train.data.material import load
from engine.train.loop import checkpoint
from engine.train.loop.start import start_of
from engine.train.loop.transfer import load_net
from engine.train.spec import TrainSpec
from tests.train.conftest import generated, job_for

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # raised inside Keras
SMALL_TEXTS = {"count": 40, "symbols": "ab3", "width": 96}


def started(name, height=48, font_size="24-28", length="2-3", **values):
    """The start of a training on images of this height, its material, its job's notes, and its spec and job."""
    generated(name, height=height, font_size=font_size, length=length, **SMALL_TEXTS)
    spec = TrainSpec(dataset=name, name=name, batch=8, **values)
    job = job_for(spec)
    material = load(spec, job)
    resolved = spec.resolved(len(material.train.classes))
    return start_of(resolved, material, job), material, " ".join(notes.read(job.folder)), (resolved, job)


def test_from_the_pretrained_net_trunk_queries_and_shared_symbols_are_kept_in_the_own_size(home):
    start, material, said, _ = started("own", 60, start="base", epochs=1)
    old = load_net(BASE, base.FOLDER)
    assert start.net.input_shape == (None, 60, 96, 1) and start.material is material
    assert said == "Started from the pre-trained net, as asked."
    kernels = [[layer.get_weights() for layer in net.layers if layer.weights] for net in (start.net, old)]
    np.testing.assert_array_equal(kernels[0][0][0], kernels[1][0][0])
    attention, head = start.net.get_layer("attention"), start.net.get_layer("probabilities")
    np.testing.assert_array_equal(attention.queries, old.get_layer("attention").queries[:3])
    symbols = [base.base_card().alphabet.index(symbol) for symbol in material.codec.alphabet]
    np.testing.assert_array_equal(head.kernel[:, :3], old.get_layer("probabilities").kernel.numpy()[:, symbols])
    assert len(start.other) == len(start.net.weights)


def test_low_images_grow_to_the_height_at_which_the_pretrained_net_has_learned(home):
    start, material, _, _ = started("low", 36, start="base", epochs=1)
    assert start.material.preparation.height == 48 and start.material.preparation.width == 128
    assert start.material.train.images.shape[1:] == start.net.input_shape[1:] and material.preparation.height == 36


def test_of_equal_trials_the_better_start_is_taken_and_kept(home):
    start, _, said, again = started("tried", epochs=200, ending="progress")
    assert said.startswith("Started from the pre-trained net: after 40 steps its validation loss was ")
    assert "from scratch" in said and len(start.other) == len(start.net.weights)
    first = start.net.get_weights()
    resumed = start_of(again[0], start.material, again[1])  # without another trial
    for expected, actual in zip(first, resumed.net.get_weights(), strict=True):
        np.testing.assert_array_equal(expected, actual)


@pytest.mark.parametrize(
    "height, cut, words",
    [
        (48, "model.keras", "the pre-trained start cannot be used. model.keras of the model 'glyphlab-base' cannot be"),
        (48, "card.json", "the pre-trained start cannot be used."),
        (24, "", "the pre-trained net needs images of at least 28 pixels a side, and these are 96 x 24"),
    ],
)
def test_a_start_that_cannot_be_used_is_said_and_training_starts_from_scratch(
    home, tmp_path, monkeypatch, height, cut, words
):
    shutil.copytree(base.FOLDER, tmp_path / "base")
    monkeypatch.setattr(base, "FOLDER", tmp_path / "base")
    if cut:
        write_bytes(tmp_path / "base" / cut, read_bytes(tmp_path / "base" / cut)[:500])
    start, material, said, _ = started("scratch", height, start="base", epochs=1, font_size="16-20")
    assert said.startswith("Started from scratch: ") and words in said
    assert start.material is material and not start.other


def test_a_short_training_of_given_length_starts_from_scratch_without_a_word(home):
    _, material, said, (spec, job) = started("short", epochs=3)
    assert said == ""
    write_bytes(checkpoint.path_of(job), b"of an earlier version, which had no other start")
    start_of(spec.model_copy(update={"start": "base"}), material, job)
    assert notes.read(job.folder) == [] and not (job.folder / "start.json").exists()


def test_single_symbols_start_from_scratch_unless_asked_otherwise(home):
    assert "single symbols are learned quickly" in started("single", ending="progress", epochs=9, length="1-1")[2]
