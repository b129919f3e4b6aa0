"""The stored predictions of a model on a dataset."""

from pathlib import Path

import pandas as pd
import pyarrow as pa

from engine.core.datasets.corrections import same_images
from engine.core.datasets.dataset import Dataset, is_dataset
from engine.core.datasets.usage import check_ids
from engine.core.models.card import model_folder, model_names
from engine.core.storage.files import move_file
from engine.core.storage.folders import modified_at
from engine.core.storage.tables import read_table

FOLDER = "predictions"
WAYS = pa.list_(pa.list_(pa.struct([("symbol", pa.string()), ("share", pa.float32())])))
TYPES = {"id": pa.int64(), "predicted": pa.string(), "confidence": pa.float32(), "top": WAYS}


def predictions_path(name: str, dataset_name: str) -> Path:
    """Where a model's predictions on a dataset are stored, if they exist."""
    return model_folder(name) / FOLDER / f"{dataset_name}.parquet"


def changed_at(name: str, dataset_name: str) -> int:
    """When a model's stored predictions of a dataset last changed, in nanoseconds; 0 without any. Makes cache keys."""
    return modified_at(predictions_path(name, dataset_name))


def predicted_datasets(name: str) -> list[str]:
    """The existing datasets for which a model has stored predictions, sorted by name."""
    stored = sorted(path.stem for path in (model_folder(name) / FOLDER).glob("*.parquet"))
    return [dataset_name for dataset_name in stored if is_dataset(dataset_name)]


def read_predictions(name: str, source: Dataset) -> pd.DataFrame | None:
    """A model's predictions on a dataset: columns id, text, predicted, confidence (0..1), correct, top; None if none.

    `text` is the current label, `correct` whether the prediction equals it. Raises ValueError if the predictions were
    made on other images, DamagedFileError if the file is damaged.
    """
    path = predictions_path(name, source.name)
    if not path.exists():
        return None
    mend = f"read the dataset again with the model {name!r}"
    table = read_table(path, types=TYPES, mend=mend)
    fingerprint = (table.schema.metadata or {}).get(b"dataset_fingerprint", b"").decode(errors="replace")
    if not same_images(fingerprint, source.info.fingerprint):
        raise ValueError(f"the stored predictions belong to another dataset that was named {source.name!r}")
    frame = table.to_pandas()
    check_ids(path, frame["id"], source.info.count, mend)
    frame["text"] = source.frame(["text"])["text"][frame["id"]].to_numpy()
    frame["correct"] = frame["predicted"] == frame["text"]
    return frame


def move_predictions(dataset_name: str, new: str) -> None:
    """Lets all models' stored predictions on a dataset follow its new name."""
    for name in model_names():
        path = predictions_path(name, dataset_name)
        if path.exists():
            move_file(path, predictions_path(name, new))
