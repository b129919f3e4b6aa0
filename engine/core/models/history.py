"""Learning curves: those of models, and those of trainings that are not finished."""

from pathlib import Path

import pandas as pd
from pandas.api.types import is_numeric_dtype

from engine.core.models.card import MEND, model_folder
from engine.core.storage.files import damaged
from engine.core.storage.tables import read_csv


def read_history(name: str) -> pd.DataFrame:
    """The learning curve of a model, one row per epoch. Raises DamagedFileError."""
    return read_curve(model_folder(name) / "history.csv", MEND)


def read_epochs(folder: Path) -> pd.DataFrame:
    """The finished epochs of a training job, like `read_history`; empty before the first."""
    path = folder / "history.csv"
    return read_curve(path, "resume the training, or remove its job from the list") if path.exists() else pd.DataFrame()


def read_curve(path: Path, mend: str) -> pd.DataFrame:
    """A learning curve. Raises DamagedFileError, which ends with `mend`, if a cell holds no number, or epochs lack."""
    curve = read_csv(path, mend)
    if "epoch" not in curve or "loss" not in curve or not all(map(is_numeric_dtype, curve.dtypes)) or curve.empty:
        raise damaged(path, "it must have numbers only, one line per epoch", mend)
    return curve
