"""What a model read of corrupted images, as it is stored beside its predictions."""

from pathlib import Path

import pandas as pd
import pyarrow as pa

from engine.core.datasets.corrections import same_images
from engine.core.datasets.dataset import Dataset
from engine.core.datasets.usage import check_ids
from engine.core.models.card import model_folder
from engine.core.models.predictions import OF_CORRUPTED
from engine.core.storage.tables import read_table, write_table

TYPES = {
    "id": pa.int64(), "corruption": pa.string(), "severity": pa.int64(), "predicted": pa.string(),
    "confidence": pa.float32(),
}  # fmt: skip
PART, FINGERPRINT = b"part", b"dataset_fingerprint"


def stored_path(model: str, dataset: str) -> Path:
    """Where a model's readings of the corrupted images of a dataset are stored, if there are any."""
    return model_folder(model) / OF_CORRUPTED / f"{dataset}.parquet"


def write_readings(model: str, source: Dataset, part: str, table: pa.Table) -> None:
    """Stores the readings of a part, columns as TYPES."""
    about = {PART: part.encode(), FINGERPRINT: source.stored.fingerprint.encode()}
    write_table(stored_path(model, source.name), table.replace_schema_metadata(about))


def read_readings(model: str, source: Dataset) -> pd.DataFrame:
    """The readings with the present labels: columns as TYPES, text, correct; attrs["part"].

    Raises FileNotFoundError if there are none, ValueError if they are of other images, DamagedFileError.
    """
    path = stored_path(model, source.name)
    mend = "make the robustness card again"
    table = read_table(path, types=TYPES, mend=mend)
    about = table.schema.metadata or {}
    if not same_images(about.get(FINGERPRINT, b"").decode(errors="replace"), source.info.fingerprint):
        raise ValueError(
            f"the robustness card of {model!r} is about other images that were named {source.name!r}; make it again."
        )
    frame = table.to_pandas()
    check_ids(path, frame["id"].drop_duplicates(), source.info.count, mend)
    frame["text"] = source.frame(["text"])["text"][frame["id"]].to_numpy()
    frame["correct"] = frame["predicted"] == frame["text"]
    frame.attrs["part"] = about.get(PART, b"").decode(errors="replace")
    return frame
