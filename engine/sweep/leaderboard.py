"""The leaderboard of a sweep as its folder tells it, for pages; nothing here loads Optuna."""

from pathlib import Path
from typing import Any

import pandas as pd

from engine.core.models.card import model_names
from engine.core.storage.files import read_json
from engine.core.storage.folders import copy_folder, list_folders
from engine.core.storage.paths import check_name, models_folder, sweeps_folder


def folder_of(name: str) -> Path:
    """Where a sweep keeps its journal, its table and the models of its trials."""
    return sweeps_folder() / name


def names() -> list[str]:
    """The sweeps of the workspace, sorted by name."""
    folder = sweeps_folder()
    return [name for name in list_folders(folder) if (folder / name / "trials.json").exists()]


def read(name: str) -> dict[str, Any]:
    """A sweep's spec, importance of its fields (shares that sum to 1), and trials.

    trials: a frame, best first, with the columns trial, state, exact_match (validation), epochs, cpu_seconds, message,
    and one for each varied field.
    """
    found = read_json(folder_of(name) / "trials.json")
    rows = [
        {**{key: value for key, value in one.items() if key != "settings"}, **one["settings"]}
        for one in found["trials"]
    ]
    return {**found, "trials": pd.DataFrame(rows)}


def fields(found: dict[str, Any]) -> list[str]:
    """The fields that a sweep varies."""
    return [text.partition("=")[0].strip().replace("-", "_") for text in found["spec"]["search"]]


def model_of(name: str, number: int) -> Path:
    """The folder of a trial's model."""
    return folder_of(name) / f"trial-{number:04d}"


def adopt(name: str, number: int, as_name: str) -> None:
    """Makes a trial's model one of the workspace's models.

    Raises FileNotFoundError when the trial has no model, FileExistsError when the name is taken.
    """
    check_name(as_name, "model")
    source = model_of(name, number)
    if not source.exists():
        raise FileNotFoundError(f"trial {number} of the sweep {name!r} has no model; take one that is done.")
    if as_name in model_names():
        raise FileExistsError(f"a model named {as_name!r} exists already; choose another name, or delete it first.")
    copy_folder(source, models_folder() / as_name)
