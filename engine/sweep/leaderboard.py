"""Reads the leaderboard of a sweep from its folder, for pages. Does not load Optuna."""

from pathlib import Path
from typing import Any

import pandas as pd

from engine.core.models.card import model_names
from engine.core.storage.files import read_json
from engine.core.storage.folders import copy_folder, list_folders
from engine.core.storage.paths import check_name, models_folder, sweeps_folder


def folder_of(name: str) -> Path:
    """Where a sweep stores its journal, its table and the models of its trials."""
    return sweeps_folder() / name


def names() -> list[str]:
    """The sweeps of the workspace, sorted by name."""
    folder = sweeps_folder()
    return [name for name in list_folders(folder) if (folder / name / "trials.json").exists()]


def read(name: str) -> dict[str, Any]:
    """Reads a sweep: its spec, the importance of its fields (shares that sum to 1), and its trials.

    trials: a frame, best first, with the columns trial, state, exact_match (validation), epochs, cpu_seconds, message,
    and one column per varied field.
    """
    table = read_json(folder_of(name) / "trials.json")
    rows = [
        {**{key: value for key, value in trial.items() if key != "settings"}, **trial["settings"]}
        for trial in table["trials"]
    ]
    return {**table, "trials": pd.DataFrame(rows)}


def fields(table: dict[str, Any]) -> list[str]:
    """The fields that a sweep varies."""
    return [text.partition("=")[0].strip().replace("-", "_") for text in table["spec"]["search"]]


def with_model(trials: pd.DataFrame) -> list[int]:
    """The numbers of the finished trials, which have a model; best first."""
    return trials.loc[trials["state"] == "done", "trial"].tolist()


def model_of(name: str, number: int) -> Path:
    """The folder of a trial's model."""
    return folder_of(name) / f"trial-{number:04d}"


def adopt(name: str, number: int, as_name: str) -> None:
    """Copies a trial's model to the models of the workspace.

    Raises FileNotFoundError if the trial has no model, FileExistsError if the name is taken.
    """
    check_name(as_name, "model")
    source = model_of(name, number)
    if not source.exists():
        raise FileNotFoundError(f"trial {number} of the sweep {name!r} has no model; choose a trial that is done.")
    if as_name in model_names():
        raise FileExistsError(f"a model named {as_name!r} exists already; choose another name, or delete it first.")
    copy_folder(source, models_folder() / as_name)
