"""The stored predictions of a model, joined with the columns of the dataset."""

import pandas as pd

from engine.core.datasets.dataset import open_dataset
from engine.core.models.card import model_folder
from engine.core.models.predictions import read_predictions
from engine.core.storage.files import DamagedFileError


def load(model_name: str, dataset_name: str, part: str) -> pd.DataFrame:
    """The predictions for a part of a dataset, joined with the dataset's columns on id.

    Columns: id, text (the current label), predicted, confidence (0..1), correct, top (per slot the best symbols with
    their shares), then the dataset's own. Raises FileNotFoundError for an unknown model or dataset, ValueError if
    predictions are missing or belong to another dataset of that name.
    """
    model_folder(model_name)
    source = open_dataset(dataset_name)
    ids = source.part_ids(part)
    advice = (
        f"make them on the page Classify or with `python -m engine classify --model {model_name!r} "
        f"--dataset {dataset_name!r} --part {part}`."
    )
    try:
        frame = read_predictions(model_name, source)
    except DamagedFileError:
        raise
    except ValueError as mismatch:
        raise ValueError(f"{mismatch}; {advice}") from None
    if frame is None:
        raise ValueError(f"the model {model_name!r} has no predictions for the dataset {dataset_name!r} yet; {advice}")
    missing = len(set(ids) - set(frame["id"]))
    if missing or not len(ids):
        raise ValueError(
            f"{missing} of {len(ids)} images of the {part} part of {dataset_name!r} have no predictions yet; {advice}"
        )
    other_columns = source.frame(ids=ids).set_index("id").drop(columns=["text"])
    return frame.set_index("id").loc[ids].join(other_columns).reset_index()
