"""Resuming a job by the name of what it makes, and repeating the training of a model."""

import pytest

from engine.__main__ import unfinished
from engine.core.jobs import record, status
from engine.core.models.card import model_folder
from engine.core.storage.files import read_json, write_json
from engine.spec import read
from engine.train.spec import TrainSpec
from tests.train.conftest import job_for


def test_the_unfinished_job_of_a_name_resumes_with_its_own_settings(home):
    job = job_for(TrainSpec(dataset="d", name="m", epochs=9))
    with pytest.raises(FileNotFoundError, match="no unfinished train job that makes 'm'"):
        unfinished("train", {"name": "m"})  # it waits, so it cannot be resumed
    status.write_status(job.folder, state="stopped", created=1.0)
    assert unfinished("train", {"name": "m", "epochs": "9"}) == job.id
    assert record.view(job.id).state == "waiting"
    status.write_status(job.folder, state="failed", created=1.0)
    with pytest.raises(ValueError, match="keeps its own settings"):
        unfinished("train", {"name": "m", "epochs": "10"})


def test_a_training_is_repeated_and_given_settings_override_its_own(trained):
    path = model_folder("reader") / "card.json"
    card = read_json(path)
    card["spec"] |= {"batch": 8, "rotation": 2.0}
    write_json(path, card)
    again = read(TrainSpec, {"like": "reader", "name": "again", "seed": "5"})
    assert (again.dataset, again.epochs, again.batch, again.rotation, again.seed) == ("digits", 3, 8, 2.0, 5)
    assert read(TrainSpec, again.model_dump(mode="json")) == again
    other = read(TrainSpec, {"like": "reader", "name": "other", "recipe": "glyphs"})
    assert (other.rotation, other.batch, other.resolved(1000).batch) == (2.0, None, 136)
    with pytest.raises(FileNotFoundError, match="there is no model 'gone'"):
        read(TrainSpec, {"like": "gone", "name": "m"})
