"""A workspace with stored predictions that follow a known law, of any size and without any training."""

import string

import cv2
import numpy as np
import pandas as pd
import pyarrow as pa

from engine.core.datasets import shard
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.write import finish_dataset, publish_dataset
from engine.core.models.predictions import TYPES, predictions_path
from engine.core.storage.paths import datasets_folder
from engine.core.storage.tables import write_table
from tests.support.models import card_of, store_model

SYMBOLS = string.digits + string.ascii_letters
KINDS = ("none", "gaussian", "salt")
LENGTH = 5
COEFFICIENTS = {"intercept": 3.0, "noise": -6.0, "rotation": -0.02}  # of a symbol that is read correctly
DIFFERENT = 500  # images


def write_readings(dataset: str, model: str, count: int, seed: int = 0, symbols: str = SYMBOLS) -> pd.DataFrame:
    """Stores a dataset of `count` texts, a model, and its predictions of all of it; returns the columns of both.

    Columns: noise (0 to 0.5 in six levels), kind, rotation (-30 to 30), writer (20 of them), text, predicted.
    """
    rng = np.random.default_rng(seed)
    true = rng.integers(0, len(symbols), (count, LENGTH))
    others = (true + rng.integers(1, len(symbols), true.shape)) % len(symbols)
    frame = pd.DataFrame(
        {
            "noise": rng.integers(0, 6, count) / 10,
            "kind": rng.choice(KINDS, count),
            "rotation": rng.uniform(-30, 30, count),
            "writer": rng.choice([f"writer {number}" for number in range(20)], count),
        }
    )
    logit = COEFFICIENTS["intercept"] + COEFFICIENTS["noise"] * frame["noise"]
    logit += COEFFICIENTS["rotation"] * frame["rotation"].abs()
    right = rng.random((count, LENGTH)) < 1 / (1 + np.exp(-logit.to_numpy()[:, None]))
    letters = np.array(list(symbols))
    read = np.where(right, true, others)
    frame["text"] = ["".join(row) for row in letters[true]]
    frame["predicted"] = ["".join(row) for row in letters[read]]
    store_dataset(dataset, frame.drop(columns="predicted"), rng)
    store_model(model, card_of(open_dataset(dataset), alphabet=symbols, slots=LENGTH))
    store_predictions(dataset, model, frame, letters[read], rng)
    return frame


def store_dataset(name: str, frame: pd.DataFrame, rng: np.random.Generator) -> None:
    """Writes a dataset whose images are small and mostly equal."""
    files = [small_image(text, rng) for text in frame["text"][:DIFFERENT]]
    folder = datasets_folder() / f".{name}"
    folder.mkdir(parents=True)
    for index, start in enumerate(range(0, len(frame), shard.ROWS)):
        rows = frame.iloc[start : start + shard.ROWS]
        numbers = range(start, start + len(rows))
        table = shard.table(
            [files[number % len(files)] for number in numbers],
            [shard.image_name(number) for number in numbers],
            rows["text"].tolist(),
            rows["writer"].tolist(),
            {
                "picture": [f"{number:032x}" for number in numbers],
                "width": [60] * len(rows), "height": [20] * len(rows),
                **{str(column): rows[column].tolist() for column in rows if column not in ("text", "writer")},
            },
        )  # fmt: skip
        shard.write_table(folder, index, table)
    finish_dataset(folder, "text", "generate", {})
    publish_dataset(folder, name)


def small_image(text: str, rng: np.random.Generator) -> bytes:
    """A PNG of 60 x 20 pixels with a text and some noise."""
    image = np.full((20, 60), 255, np.uint8)
    cv2.putText(image, text, (2, 15), cv2.FONT_HERSHEY_SIMPLEX, 0.45, 0)
    noisy = np.where(rng.random(image.shape) < 0.02, 0, image).astype(np.uint8)
    return cv2.imencode(".png", noisy)[1].tobytes()


def store_predictions(
    dataset: str, model: str, frame: pd.DataFrame, read: np.ndarray, rng: np.random.Generator
) -> None:
    """Stores predictions with two ways to read each symbol: that which was read, and the true one or another."""
    count, slots = read.shape
    true = np.array([list(text) for text in frame["text"]])
    shares = rng.uniform(0.5, 1, (count, slots)).astype(np.float32)
    second = np.where(true == read, "0", true)
    symbols = pa.array(np.stack([read, second], axis=2).ravel().tolist(), pa.string())
    both = pa.array(np.stack([shares, (1 - shares) * 0.8], axis=2).ravel(), pa.float32())
    of_slot = pa.ListArray.from_arrays(
        np.arange(count * slots + 1, dtype=np.int32) * 2,
        pa.StructArray.from_arrays([symbols, both], ["symbol", "share"]),
    )
    columns = {
        "id": pa.array(np.arange(count)),
        "predicted": pa.array(frame["predicted"], pa.string()),
        "confidence": pa.array(shares.prod(axis=1), pa.float32()),
        "top": pa.ListArray.from_arrays(np.arange(count + 1, dtype=np.int32) * slots, of_slot),
    }
    mark = {"dataset_fingerprint": open_dataset(dataset).info.fingerprint}
    table = pa.table({name: columns[name].cast(kind) for name, kind in TYPES.items()})
    write_table(predictions_path(model, dataset), table.replace_schema_metadata(mark))
