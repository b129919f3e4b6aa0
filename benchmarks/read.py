"""One image through the cached model: LiteRT, as the pages read, beside keras.Model.predict.

Run: .venv/bin/python -m benchmarks.read [--images N]
Trains a small throw-away model first. Prints medians, and ends with one JSON line: ratio (Keras / LiteRT), litert_ms,
keras_ms, whole_ms (from the bytes of an image file to text, confidence and attention).
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks._workspace import engine, workspace

SETUP = (
    "generate --name digits --count 400 --seed 1",
    "split --dataset digits --seed 1",
    "train --dataset digits --name reader --epochs 1 --seed 1",
)


def milliseconds(function: Callable[[Any], Any], items: list[Any]) -> float:
    """Median time of a call in ms, after one call that is not counted."""
    function(items[0])
    times = []
    for item in items:
        started = time.perf_counter()
        function(item)
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=200, help="how many images each side reads (default 200)")
    count = parser.parse_args().images
    with workspace():
        for command in SETUP:
            engine(command)
        print(json.dumps(measure(count)))


def measure(count: int) -> dict[str, float]:
    """Times both sides on the same images."""
    from engine.classify.prediction import read_image
    from engine.core.datasets.dataset import open_dataset
    from engine.core.models.card import model_folder
    from engine.core.models.predictor import Predictor
    from engine.imaging.decode import decode
    from engine.nets.backend import keras
    from engine.nets.slot_attention import SlotAttention

    pictures = open_dataset("digits").image_files(range(count))
    reader = Predictor("reader")
    images = [reader.prepare(decode(picture))[None] for picture in pictures]
    net = keras.saving.load_model(model_folder("reader") / "model.keras", {"SlotAttention": SlotAttention})
    litert = milliseconds(reader.predict, images)
    whole = milliseconds(lambda picture: read_image(reader, picture), pictures)
    predict = milliseconds(lambda image: net.predict(image, verbose=0), images)
    print(f"LiteRT, one thread        {litert:8.2f} ms an image (median of {count})")
    print(f"keras.Model.predict       {predict:8.2f} ms an image")
    print(f"picture file to answer    {whole:8.2f} ms an image")
    return {
        "ratio": round(predict / litert, 1), "litert_ms": round(litert, 3), "keras_ms": round(predict, 3),
        "whole_ms": round(whole, 3),
    }  # fmt: skip


if __name__ == "__main__":
    main()
