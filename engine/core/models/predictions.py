"""The stored predictions of a model on a dataset."""

from pathlib import Path

import pandas as pd

from engine.core.datasets.corrections import same_pictures
from engine.core.datasets.dataset import Dataset
from engine.core.models.card import model_folder
from engine.core.storage.tables import read_table


def predictions_path(name: str, dataset_name: str) -> Path:
    """Where the readings that a model made of a dataset are stored, or would be."""
    return model_folder(name) / "predictions" / f"{dataset_name}.parquet"


def read_predictions(name: str, source: Dataset) -> pd.DataFrame | None:
    """What a model read in a dataset: columns id, text, predicted, confidence (0..1), correct, top; None if nothing.

    `text` is the label in force, `correct` whether the reading equals it. Raises ValueError when the readings are of
    other pictures.
    """
    path = predictions_path(name, source.name)
    if not path.exists():
        return None
    table = read_table(path)
    mark = (table.schema.metadata or {}).get(b"dataset_fingerprint", b"").decode()
    if not same_pictures(mark, source.info.fingerprint):
        raise ValueError(f"the stored readings are of another dataset that was named {source.name!r}")
    frame = table.to_pandas()
    frame["text"] = source.frame(["text"])["text"][frame["id"]].to_numpy()
    frame["correct"] = frame["predicted"] == frame["text"]
    return frame
