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
OF_CORRUPTED = "robustness"  # the folder of what was read of corrupted images
WAYS = pa.list_(pa.list_(pa.struct([("symbol", pa.string()), ("share", pa.float32())])))
TYPES = {"id": pa.int64(), "predicted": pa.string(), "confidence": pa.float32(), "top": WAYS}


def predictions_path(name: str, dataset_name: str, under: str = "") -> Path:
    """Where a model's predictions on a dataset are stored, if they exist.

    under: the key of a constraint other than the model's own, under which they were made; they are kept apart.
    """
    return model_folder(name) / FOLDER / under / f"{dataset_name}.parquet"


def changed_at(name: str, dataset_name: str) -> int:
    """When a model's stored predictions of a dataset last changed, in nanoseconds; 0 without any. Makes cache keys."""
    return modified_at(predictions_path(name, dataset_name))


def predicted_datasets(name: str) -> list[str]:
    """The existing datasets for which a model has stored predictions, sorted by name."""
    stored = sorted(path.stem for path in (model_folder(name) / FOLDER).glob("*.parquet"))
    return [dataset_name for dataset_name in stored if is_dataset(dataset_name)]


def read_predictions(name: str, source: Dataset, ways: bool = True) -> pd.DataFrame | None:
    """A model's predictions on a dataset: columns id, text, predicted, confidence (0..1), correct, top; None if none.

    `text` is the current label, `correct` whether the prediction equals it. Without `ways` the column top is left out,
    which takes most of the time. Raises ValueError if the predictions were made on other images, DamagedFileError if
    the file is damaged.
    """
    table = stored_table(name, source)
    if table is None:
        return None
    path, mend = predictions_path(name, source.name), mend_of(name)
    frame = (table if ways else table.drop_columns(["top"])).to_pandas()
    check_ids(path, frame["id"], source.info.count, mend)
    frame["text"] = source.frame(["text"])["text"][frame["id"]].to_numpy()
    frame["correct"] = frame["predicted"] == frame["text"]
    return frame


def stored_table(name: str, source: Dataset) -> pa.Table | None:
    """The stored predictions as a table with the columns of TYPES; None if none. Raises like `read_predictions`."""
    path = predictions_path(name, source.name)
    if not path.exists():
        return None
    table = read_table(path, types=TYPES, mend=mend_of(name))
    fingerprint = (table.schema.metadata or {}).get(b"dataset_fingerprint", b"").decode(errors="replace")
    if not same_images(fingerprint, source.info.fingerprint):
        raise ValueError(f"the stored predictions belong to another dataset that was named {source.name!r}")
    return table


def mend_of(name: str) -> str:
    """How damaged predictions are mended, as the end of a sentence."""
    return f"read the dataset again with the model {name!r}"


def move_predictions(dataset_name: str, new: str) -> None:
    """Lets all models' stored predictions on a dataset follow its new name, also those made under a constraint."""
    for name in model_names():
        for folder in (FOLDER, OF_CORRUPTED):
            for path in (model_folder(name) / folder).rglob(f"{dataset_name}.parquet"):
                move_file(path, path.with_name(f"{new}.parquet"))
