"""Predictions as a table, and where they are stored with the model."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.core.datasets.labels import Codec
from engine.core.models.predictor import Prediction
from engine.core.storage.files import DamagedFileError
from engine.core.storage.tables import read_table, write_table

KEPT = 3  # of the classes of a slot
COLUMNS = ("id", "text", "predicted", "confidence", "correct", "top")


def as_table(ids: np.ndarray, prediction: Prediction, codec: Codec) -> pa.Table:
    """Predictions for the images with these ids: id, predicted, confidence, and top, the best symbols of each slot."""
    columns = {
        "id": pa.array(ids, pa.int64()),
        "predicted": pa.array(prediction.texts, pa.string()),
        "confidence": pa.array(prediction.confidence, pa.float32()),
        "top": top_symbols(prediction.probabilities, codec),
    }
    return pa.table(columns)


def top_symbols(probabilities: np.ndarray, codec: Codec) -> pa.ListArray:
    """Of each image and slot the KEPT best classes: symbol ("" for none) and share, their probability, best first.

    probabilities: float32 (n, slots, classes).
    """
    best = np.argsort(-probabilities, axis=2, kind="stable")[..., :KEPT]
    count, slots, kept = best.shape
    symbols = pa.array([*codec.alphabet, ""], pa.string()).take(pa.array(best.ravel()))
    shares = pa.array(np.take_along_axis(probabilities, best, axis=2).ravel(), pa.float32())
    ways = pa.StructArray.from_arrays([symbols, shares], ["symbol", "share"])
    of_slot = pa.ListArray.from_arrays(np.arange(count * slots + 1, dtype=np.int32) * kept, ways)
    return pa.ListArray.from_arrays(np.arange(count + 1, dtype=np.int32) * slots, of_slot)


def labelled(predictions: pa.Table, texts: list[str]) -> pa.Table:
    """Predictions with the label of each image, text, and whether they are correct, in the order of COLUMNS."""
    labels = pa.array(texts, pa.string())
    correct = pc.equal(predictions["predicted"], labels)
    return predictions.append_column("text", labels).append_column("correct", correct).select(COLUMNS)


def store(predictions: pa.Table, path: Path, made: Mapping[bytes, bytes]) -> None:
    """Adds labelled predictions to those of a file; older ones of the same rows are replaced.

    made: how they were made. Older ones that were made otherwise (other images, constraint or temperature) are dropped.
    Corrected labels change no prediction.
    """
    with suppress(FileNotFoundError, DamagedFileError):  # what cannot be read is replaced
        old = read_table(path)
        if dict(old.schema.metadata or {}) == dict(made):
            others = pc.invert(pc.is_in(old["id"], predictions["id"]))
            predictions = pa.concat_tables([old.filter(others).replace_schema_metadata(None), predictions])
    write_table(path, predictions.sort_by("id").combine_chunks().replace_schema_metadata(dict(made)))
