"""Stored predictions are found by model and dataset, and judged by the labels in force."""

import shutil

from engine.core.datasets.dataset import open_dataset
from engine.core.models.predictions import changed_at, predicted_datasets, predictions_path, read_predictions
from engine.core.storage.paths import datasets_folder


def test_predictions_are_listed_as_long_as_their_dataset_exists(trained):
    assert predicted_datasets("reader") == ["digits"]
    path = predictions_path("reader", "digits")
    assert path.exists() and changed_at("reader", "digits") == path.stat().st_mtime_ns
    assert changed_at("reader", "elsewhere") == 0
    shutil.copyfile(path, path.with_name("elsewhere.parquet"))
    assert predicted_datasets("reader") == ["digits"]
    shutil.rmtree(datasets_folder() / "digits")
    assert predicted_datasets("reader") == []


def test_a_corrected_label_is_what_a_prediction_is_judged_by(trained):
    source = open_dataset("digits")
    row = read_predictions("reader", source).iloc[0]
    source.decide([row["id"]], [row["predicted"] + "0"], "typed")
    judged = read_predictions("reader", open_dataset("digits")).iloc[0]
    assert judged["text"] == row["predicted"] + "0" and not judged["correct"]
