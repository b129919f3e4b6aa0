"""The stored predictions of a model, joined with the columns of the dataset."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.models.card import is_whole, model_folder, read_card
from engine.core.models.predictions import read_predictions, stored_table
from engine.core.storage.files import DamagedFileError


def load(model_name: str, dataset_name: str, part: str, lists: bool = False) -> pd.DataFrame:
    """The predictions for a part of a dataset, joined with the dataset's columns on id.

    Columns: id, text (the current label), predicted, confidence (0..1), correct, then the dataset's own. lists: with
    those that hold a list in each row, such as the angles of the symbols. Raises FileNotFoundError for an unknown model
    or dataset, ValueError if predictions are missing or belong to another dataset of that name.
    """
    model_folder(model_name)
    source = open_dataset(dataset_name)
    ids = source.part_ids(part)
    advice = (
        f"make them on the page Classify or with `python -m engine classify --model {model_name!r} "
        f"--dataset {dataset_name!r} --part {part}`."
    )
    try:
        frame = read_predictions(model_name, source, ways=False)
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
    other_columns = source.frame(columns_of(source, lists), ids).set_index("id").drop(columns=["text"])
    return frame.set_index("id").loc[ids].join(other_columns).reset_index()


def columns_of(source: Dataset, lists: bool) -> list[str]:
    """The columns of a dataset without its images, and unless `lists`, without those that hold lists."""
    fields = [field for field in source.schema() if field.name != "image"]
    return [field.name for field in fields if lists or not pa.types.is_nested(field.type)]


class Ways(NamedTuple):
    """How likely the true symbol of each pair was to the model.

    share: probability of the true symbol in its slot, float (n); where it is not among the stored ones, the most that
    it can be. rank: its place among the stored ones, from 1; 0 where it is not among them.
    """

    share: np.ndarray
    rank: np.ndarray


def ways(model_name: str, source: Dataset, pairs: pd.DataFrame) -> Ways | None:
    """What the model thought of the true symbols of aligned pairs, which all have one.

    None for a net whose outputs are frames of a line, not slots of symbols, and for a model that is damaged.
    """
    table = stored_table(model_name, source)
    if table is None or not is_whole(model_name) or read_card(model_name).decoding != "slots":
        return None
    top = table["top"].combine_chunks()
    first_slot, slots = top.offsets.to_numpy(), top.values
    first_way, stored = slots.offsets.to_numpy(), slots.values
    symbols, shares = stored.field("symbol").to_pandas().to_numpy(object), stored.field("share").to_numpy()
    row = pd.Index(table["id"].to_numpy()).get_indexer(pairs["id"])
    slot = first_slot[row] + pairs["position"].to_numpy() - 1
    known = slot < first_slot[row + 1]
    start, end = (np.where(known, first_way[np.minimum(slot + side, len(slots))], 0) for side in (0, 1))
    return ranked(pairs["true"].to_numpy(object), (start, end), symbols, shares)


def ranked(true: np.ndarray, ends: tuple[np.ndarray, np.ndarray], symbols: np.ndarray, shares: np.ndarray) -> Ways:
    """Looks for true symbols among the stored ways, which lie at [start, end) of `symbols` and `shares`."""
    start, end = ends
    share, rank = np.zeros(len(true)), np.zeros(len(true), int)
    rest, least = np.ones(len(true)), np.ones(len(true))
    for place in range(int((end - start).max(initial=0))):
        there = start + place < end
        at = np.where(there, start + place, 0)
        rest -= np.where(there, shares[at], 0)
        least = np.where(there, shares[at], least)
        hit = there & (symbols[at] == true)
        share, rank = np.where(hit, shares[at], share), np.where(hit & (rank == 0), place + 1, rank)
    return Ways(np.where(rank > 0, share, np.maximum(np.minimum(rest, least), 0)), rank)
