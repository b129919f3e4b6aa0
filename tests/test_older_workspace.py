"""A workspace of the first version opens: datasets, models, jobs, corrections, and settings under their old names."""

import json
import zipfile

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.jobs import record
from engine.core.jobs.control import spec_of
from engine.core.models.card import model_names, read_card
from engine.core.models.predictions import read_predictions
from engine.core.models.predictor import Predictor
from engine.imaging.decode import decode
from engine.spec import read
from engine.train.spec import TrainSpec
from tests.support.commands import PROJECT, engine
from ui.pages import PAGES


@pytest.fixture
def older(home):
    with zipfile.ZipFile(PROJECT / "tests" / "support" / "workspace-0.1.zip") as archive:
        archive.extractall(home)
    return home


def test_its_datasets_open_with_splits_corrections_and_what_cleaning_left_out(older):
    assert dataset_names() == ["digits", "endless", "letters", "words"]
    digits, letters = open_dataset("digits"), open_dataset("letters")
    assert digits.split().value_counts().to_dict() == {"train": 42, "test": 12, "validation": 6}
    assert letters.frame(["given", "text"]).iloc[3].nunique() == 2
    assert letters.quarantine()["id"].tolist() == [7] and decode(digits.image_files([5])[0]).shape[:2] == (24, 40)
    with pytest.raises(ValueError, match=r"drawn by version 1 of the drawing code, .* generate it again"):
        open_dataset("endless").image_files([0])


def test_its_model_reads_what_it_read(older):
    source, predictor = open_dataset("digits"), Predictor("reader")
    stored = read_predictions("reader", source)
    images = [predictor.prepare(decode(data)) for data in source.image_files(stored["id"])]
    again = predictor.predict(np.stack(images))
    assert again.texts == stored["predicted"].tolist() and set("".join(again.texts)) == set("012")
    np.testing.assert_allclose(again.confidence, stored["confidence"], atol=1e-5)
    assert model_names() == ["reader"] and read_card("reader").scores["n"] == 6


def test_its_jobs_are_listed_and_their_settings_keep_their_meaning(older):
    assert {view.state for view in record.views()} == {"done"}
    settings = {view.verb: spec_of(view) for view in record.views()}
    training = settings["train"]
    assert (training.rotation, training.shear, training.scale, training.ema) == (3, 0.05, 0.05, 0.9)
    assert settings["compose"].minimum_contrast == 5
    generated = {view.spec["name"]: spec_of(view) for view in record.views() if view.verb == "generate"}
    assert generated["digits"].fill == "solid" and generated["endless"].store == "on-the-fly"
    assert read(TrainSpec, {"like": "reader", "name": "again"}).rotation == 3


def test_the_command_line_still_takes_the_words_of_the_first_version(older):
    old = "--often 0 --often-times 2 --cover solid --least-contrast 9 --store recipe"
    engine(older, f"generate --name few --count 3 {old}")
    spec = open_dataset("few").info.spec
    assert (spec["emphasised"], spec["emphasis"], spec["fill"], spec["minimum_contrast"]) == ("0", 2, "solid", 9)
    old = "--turn 1 --slant 0.1 --zoom 0 --least-rate 0.1 --average 0.5"
    said = json.loads(engine(older, f"train --dataset digits --name t {old} --estimate --json"))
    assert said["parameters"] > 0
    assert engine(older, "look --dataset letters --json") == engine(older, "explore --dataset letters --json")
    helped = engine(older, "train --help")
    assert "--rotation" in helped and not any(word in helped for word in old.split() if word.startswith("--"))


@pytest.mark.parametrize("title", PAGES)
def test_every_page_opens_on_it(older, title):
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=60).run()
    for name in ("digits", "letters", "endless"):
        app.query_params["dataset"] = name
        assert not app.switch_page(PAGES[title].path).run().exception
