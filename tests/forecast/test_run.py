"""A forecast on the command line: its runs grow, and none of its models is kept."""

import json

from engine.core.storage.folders import list_folders
from engine.core.storage.paths import models_folder
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
