"""Reads the leaderboard of a sweep from its folder, for pages. Does not load Optuna."""

from pathlib import Path
from typing import Any, NotRequired, Required

import pandas as pd
from pydantic import ConfigDict
from typing_extensions import TypedDict

from engine.core.models.card import model_names
from engine.core.storage.files import read_as
from engine.core.storage.folders import copy_folder, list_folders
from engine.core.storage.paths import check_name, models_folder, sweeps_folder

TABLE = "trials.json"
MEND = "resume the sweep, or restore it from a copy"


class TrialRow(TypedDict, total=False):
    """A trial: its number from 0, its state, exact match on validation (None before the first epoch), and settings."""

    trial: Required[int]
    state: Required[str]
    exact_match: Required[float | None]
    epochs: int
    cpu_seconds: float | None
    message: str
    settings: Required[dict[str, Any]]


class SearchSpec(TypedDict):
    """What a page uses of the spec of a sweep; all other fields are kept too."""

    __pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[misc]

    search: list[str]


class Trials(TypedDict):
    """The content of trials.json: the spec of a sweep, its trials, best first, and the importance of fields."""

    spec: SearchSpec
    trials: list[TrialRow]
    importance: NotRequired[dict[str, float]]


def folder_of(name: str) -> Path:
    """Where a sweep stores its journal, its table and the models of its trials."""
    return sweeps_folder() / name


def names() -> list[str]:
    """The sweeps of the workspace, sorted by name."""
    folder = sweeps_folder()
    return [name for name in list_folders(folder) if (folder / name / TABLE).exists()]


def read(name: str) -> dict[str, Any]:
    """Reads a sweep: its spec, the importance of its fields (shares that sum to 1), and its trials.

    trials: a frame, best first, with the columns trial (from 1), state, exact_match (validation), epochs, cpu_seconds,
    message, and one column per varied field. Raises DamagedFileError.
    """
    table = read_as(folder_of(name) / TABLE, Trials, MEND)
    rows = [
        {**{key: value for key, value in trial.items() if key != "settings"}, **trial["settings"]}
        for trial in table["trials"]
    ]
    trials = pd.DataFrame(rows)
    return {**table, "trials": trials.assign(trial=trials["trial"] + 1) if rows else trials}


def fields(table: dict[str, Any]) -> list[str]:
    """The fields that a sweep varies."""
    return [text.partition("=")[0].strip().replace("-", "_") for text in table["spec"]["search"]]


def with_model(trials: pd.DataFrame) -> list[int]:
    """The numbers of the finished trials, which have a model; best first."""
    return trials.loc[trials["state"] == "done", "trial"].tolist()


def model_of(name: str, number: int) -> Path:
    """The folder of the model of a trial; its number is from 1."""
    return folder_of(name) / f"trial-{number - 1:04d}"


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
