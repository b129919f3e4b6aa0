"""Calibrating: on texts that fit and were not learned from; what is stored is what reading uses afterwards."""

import json

import numpy as np
import pytest

from engine.__main__ import do
from engine.core.datasets.dataset import open_dataset
from engine.core.models.card import model_folder, read_card
from engine.core.models.decoding.constraint import ANY, Constraint
from engine.core.models.predictor import Predictor, possible_for
from engine.core.models.trust.stored import read_calibration
from engine.core.models.trust.trust import trust_in
from engine.core.storage.files import read_json, write_json
from engine.imaging.decode import decode
from engine.spec import Span
from tests.support.commands import engine
from tests.support.jobs import run_as_job


def confidence_in(part, constraint=ANY):
    """The confidence in the texts of a part of "digits", as a reader of today gives it."""
    source, predictor = open_dataset("digits"), Predictor("reader")
    images = np.stack([predictor.prepare(decode(file)) for file in source.image_files(source.part_ids(part))])
    possible = possible_for(predictor.card, constraint)
    return predictor.predict(images, possible, trust_in("reader", constraint).temperature).confidence


def test_a_training_ends_with_a_calibration_that_every_reader_uses(trained):
    calibrated = read_calibration("reader")
    assert calibrated.calibration == read_card("reader").calibration
    assert calibrated.calibration.temperature != 1 and calibrated.calibration.part == "validation"
    np.testing.assert_allclose(calibrated.texts["confidence"], confidence_in("validation"), atol=1e-4)


def test_under_a_constraint_it_is_fitted_to_the_texts_that_fit_and_kept_apart(trained):
    before = read_card("reader").calibration
    code, result = do("calibrate", {"model": "reader", "dataset": "digits", "part": "test", "length": "2"})
    ids = open_dataset("digits").part_ids("test")
    fitting = open_dataset("digits").frame(["text"], ids)["text"].str.len() == 2
    assert code == 0 and result["n"] == fitting.sum() < len(ids)
    constraint = Constraint(length=Span(2, 2))
    own = read_calibration("reader", constraint)
    np.testing.assert_allclose(own.texts["confidence"], confidence_in("test", constraint)[fitting], atol=1e-4)
    assert read_card("reader").calibration == before != own.calibration


def test_a_constraint_can_be_kept_in_the_model(trained):
    result = engine(trained, "calibrate --model reader --dataset digits --part test --pattern DD --keep --json")
    assert json.loads(result)["ece_floor"] > 0 and "299" in json.loads(result)["promises"]["0.01"]
    card = read_card("reader")
    assert card.constraint == Constraint(pattern="DD")
    assert card.calibration == read_calibration("reader", card.constraint).calibration


def test_a_model_of_an_earlier_version_reads_with_a_caution_until_it_is_calibrated(trained):
    card = read_json(model_folder("reader") / "card.json")
    write_json(model_folder("reader") / "card.json", {k: v for k, v in card.items() if k not in NEW})
    for path in (model_folder("reader") / "calibrations").iterdir():
        path.unlink()
    trust = trust_in("reader")
    assert trust.temperature == 1 and "is not calibrated; calibrate it on" in trust.caution
    with pytest.raises(ValueError, match="nothing can be promised yet"):
        trust_in("reader", ANY, 0.01)
    do("calibrate", {"model": "reader", "dataset": "digits"})
    assert trust_in("reader").caution == "" and trust_in("reader").temperature == read_card("reader").temperature


NEW = ("calibration", "constraint")


def test_one_text_without_a_mistake_is_calibrated_and_promises_nothing(trained):
    shape = {"width": 64, "height": 32, "font_size": 24}
    run_as_job("generate", name="single", symbols="012", length=1, count=1, workers=1, **shape)
    assert run_as_job("calibrate", model="reader", dataset="single", part="all").state == "done"
    with pytest.raises(ValueError, match=r"needs at least 299 labelled texts .* there are [01]\."):
        trust_in("reader", ANY, 0.01)
    assert 0 < trust_in("reader").temperature < 50


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"part": "all"}, "'reader' learned from images of 'digits'"),
        ({"symbols": "7"}, "does not know the symbol '7'"),
        ({"pattern": "00", "dataset": "few", "part": "all"}, "no text of 'few' fits the pattern 00"),
        ({"keep": True}, "keep needs something that is known"),
        ({"dataset": "nothing"}, "there is no dataset 'nothing'"),
        ({"words": "/nowhere"}, "there is no file '/nowhere'"),
    ],
)
def test_bad_input_ends_with_a_sentence_and_changes_nothing(trained, given, sentence):
    before = (model_folder("reader") / "card.json").read_bytes()
    run_as_job("generate", name="few", symbols="12", length=1, count=4, workers=1)
    job = run_as_job("calibrate", **{"model": "reader", "dataset": "digits", **given})
    assert job.state == "failed" and sentence in job.message
    assert (model_folder("reader") / "card.json").read_bytes() == before
