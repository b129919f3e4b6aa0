"""A forecast on the command line: its runs grow, and none of its models is kept."""

import json

import pytest

from engine.core.jobs import record
from engine.core.storage.files import write_text
from engine.core.storage.folders import list_folders
from engine.core.storage.paths import models_folder
from engine.forecast.run import best_without_model, forecast, has_learned, in_words
from engine.forecast.spec import ForecastSpec
from tests.support.commands import engine


def test_a_forecast_trains_on_growing_shares_and_leaves_no_model(trained):
    said = json.loads(
        engine(trained, "forecast --dataset digits --goal 0.9 --runs 2 --largest 1 --samples-seen 500 --json")
    )
    assert [run["images"] for run in said["runs"]] == [105, 210] and said["has"] == 210
    assert said["images"] is None or said["images_low"] <= said["images"]
    assert "90 %" in said["forecast"]
    assert list_folders(models_folder()) == ["reader"]
    assert "leave it out of settings" in engine(trained, "forecast --dataset digits --settings share=0.3", code=2)
    assert "batch must be" in engine(trained, "forecast --dataset digits --settings batch=5000", code=2)


def test_a_training_that_only_guessed_counts_and_one_that_broke_off_does_not(create_job):
    job_id = create_job("train", {"dataset": "d", "name": "m"}, ("model", "m"))
    history = record.folder_of(job_id) / "history.csv"
    write_text(history, "epoch,loss,val_exact_match,chance_text\n1,2.3,0.0,0.01\n2,2.3,0.02,0.01\n")
    assert best_without_model(job_id) == 0.02
    write_text(history, "epoch,loss,val_exact_match,chance_text\n1,2.3,0.0,0.01\n2,2.3,0.3,0.01\n")
    assert best_without_model(job_id) is None


def runs(baseline, *exact):
    """Trainings on 100, 200, 400 ... images with these shares of 500 texts read correctly."""
    trainings = [
        {"images": 100 * 2**n, "epochs": 6, "exact_match": share, "read": 500, "wrong": round(500 * (1 - share)),
         "seconds": 60.0 * 2**n} for n, share in enumerate(exact)
    ]  # fmt: skip
    return [{**training, "learned": has_learned(training, baseline)} for training in trainings]


@pytest.mark.parametrize(
    ("baseline", "exact"),
    [(0.0, (0.0, 0.002, 0.004)), (0.0, (0.004, 0.05, 0.6)), (0.5, (0.5, 0.54, 0.58)), (0.98, (0.98, 0.98, 0.981))],
)
def test_runs_that_hardly_read_more_than_guessing_forecast_nothing(baseline, exact):
    said = forecast(ForecastSpec(dataset="d", goal=0.99), runs(baseline, *exact), baseline, 400)
    assert said["images"] is None and said["minutes"] is None
    assert "Nothing can be forecast for 99 % yet" in said["forecast"] and f"{exact[-1]:.1%}" in said["forecast"]


def test_runs_before_learning_do_not_bend_the_law():
    both = [
        forecast(ForecastSpec(dataset="d"), runs(0.0, *exact), 0.0, 0) for exact in ((0.01, 0.5, 0.75), (0.5, 0.75))
    ]
    assert both[0]["images"] == pytest.approx(2 * both[1]["images"], rel=0.15)
    assert 5000 < both[0]["images"] < 30_000 and "99 minutes here" in both[0]["forecast"]
    far = forecast(ForecastSpec(dataset="d"), runs(0.0, 0.5, 0.51, 0.52), 0.0, 0)
    assert far["images"] is None and "More images alone" in far["forecast"]
    near = forecast(ForecastSpec(dataset="d"), runs(0.0, 0.9, 0.97, 0.994), 0.0, 0)
    assert near["forecast"].startswith("400 images are enough")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0.5, "0.5 minutes"), (20.4, "20 minutes"), (150, "2.5 hours"), (1500, "25 hours"), (20718.1, "14 days")],
)
def test_minutes_become_hours_and_days(minutes, words):
    assert in_words(minutes) == words
