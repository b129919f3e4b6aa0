"""The stored readings of a model, beside what is known of each image."""

import pandas as pd

from engine.core.datasets.dataset import open_dataset
from engine.core.models.card import model_folder
from engine.core.models.predictions import read_predictions


def load(model_name: str, dataset_name: str, part: str) -> pd.DataFrame:
    """The readings of a part of a dataset, joined with the dataset's columns on id.

    Columns: id, text (the label in force), predicted, confidence (0..1), correct, top (per slot the best symbols with
    their shares), then the dataset's own. Raises FileNotFoundError for an unknown model or dataset; ValueError when a
    row of the part was not read yet, or the readings belong to another dataset of that name.
    """
    model_folder(model_name)
    source = open_dataset(dataset_name)
    ids = source.part_ids(part)
    advice = (
        f"read it first, on the page Classify or with `python -m engine classify --model {model_name!r} "
        f"--dataset {dataset_name!r} --part {part}`."
    )
    try:
        frame = read_predictions(model_name, source)
    except ValueError as other:
        raise ValueError(f"{other}; {advice}") from None
    if frame is None:
        raise ValueError(f"the model {model_name!r} has not read the dataset {dataset_name!r} yet; {advice}")
    unread = len(set(ids) - set(frame["id"]))
    if unread or not len(ids):
        raise ValueError(
            f"{unread} of {len(ids)} images of the {part} part of {dataset_name!r} were not read yet; {advice}"
        )
    others = source.frame(ids=ids).set_index("id").drop(columns=["text"])
    return frame.set_index("id").loc[ids].join(others).reset_index()
