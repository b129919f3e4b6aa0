"""The calibrations of a model: one for each constraint that it was calibrated under, with the texts behind it."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
from pydantic import ValidationError

from engine.core.models.calibration import Calibration
from engine.core.models.card import model_folder
from engine.core.models.decoding.constraint import ANY, Constraint
from engine.core.storage.files import damaged
from engine.core.storage.tables import read_table, write_table

FOLDER = "calibrations"
NOTED = b"calibration"  # the key of the Calibration in the file
MEND = "calibrate the model again"
TYPES = {
    "raw": pa.float32(), "confidence": pa.float32(), "correct": pa.bool_(), "noticed": pa.bool_(),
    "width": pa.float32(), "height": pa.float32(), "ink": pa.float32(),
}  # fmt: skip


class Calibrated(NamedTuple):
    """A calibration, and the texts that it was fitted to.

    texts: a row for each with raw (confidence before) and confidence (after), correct, noticed (unlike the training
    images), width and height in pixels (NaN for a model that crops), ink (share of what the net saw, NaN if nothing
    stood out).
    """

    calibration: Calibration
    texts: pd.DataFrame


def calibration_path(folder: Path, constraint: Constraint) -> Path:
    """Where the calibration of the model in a folder lies, if it was made under this constraint."""
    return folder / FOLDER / f"{constraint.key}.parquet"


def write_calibration(folder: Path, constraint: Constraint, calibrated: Calibrated) -> None:
    """Stores a calibration of the model in a folder; an earlier one under the same constraint is replaced."""
    table = pa.Table.from_pandas(calibrated.texts, pa.schema(list(TYPES.items())), preserve_index=False)
    noted = {NOTED: calibrated.calibration.model_dump_json().encode()}
    write_table(calibration_path(folder, constraint), table.replace_schema_metadata(noted))


def read_calibration(name: str, constraint: Constraint = ANY) -> Calibrated | None:
    """The calibration of a model under a constraint; None if it was not calibrated under it.

    Raises FileNotFoundError if there is no model of that name, DamagedFileError.
    """
    path = calibration_path(model_folder(name), constraint)
    if not path.exists():
        return None
    table = read_table(path, list(TYPES), TYPES, MEND)
    try:
        calibration = Calibration.model_validate_json((table.schema.metadata or {}).get(NOTED, b""))
    except ValidationError as error:
        raise damaged(path, error, MEND) from None
    return Calibrated(calibration, table.to_pandas())
