"""Other framings at reading time: a model that learned real captchas reads them inverted, bordered and at other sizes.

Run: .venv/bin/python -m benchmarks.framings ARCHIVE [--options "..."]
Collects captcha_images_v2.zip, trains with default settings (or with the options of train given) on 70 %, and reads the
unseen 20 % as they are and changed: inverted; with a border of a quarter of each side; half, double, and 1.4 times as
wide. Ends with one JSON line: worst (largest loss of exact match against the originals, in points), for each framing
the exact match with its 95 % interval (Wilson), and the CPU-seconds of the training.
"""

import argparse
import json
from collections.abc import Callable

import cv2
import numpy as np

from benchmarks._workspace import engine, workspace
from engine.core.metrics.intervals import wilson


def bordered(image: np.ndarray) -> np.ndarray:
    """With a border of a quarter of each side, in the colour of the image's own border."""
    from engine.imaging.preprocess import background_colour

    height, width = image.shape[:2]
    canvas = np.empty((height + height // 2, width + width // 2, *image.shape[2:]), np.uint8)
    canvas[...] = background_colour(image)
    canvas[height // 4 : height // 4 + height, width // 4 : width // 4 + width] = image
    return canvas


def scaled(across: float, down: float) -> Callable[[np.ndarray], np.ndarray]:
    """A function that stretches an image."""
    return lambda image: cv2.resize(image, None, fx=across, fy=down, interpolation=cv2.INTER_AREA)


FRAMINGS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "as they are": lambda image: image,
    "inverted": lambda image: 255 - image,
    "bordered": bordered,
    "half": scaled(0.5, 0.5),
    "double": scaled(2, 2),
    "1.4 times as wide": scaled(1.4, 1),
}


def read_framed(model: str, dataset: str) -> dict[str, dict[str, float]]:
    """The exact match of a model on the test part in each framing."""
    from engine.core.datasets.dataset import open_dataset
    from engine.core.models.predictor import Predictor
    from engine.imaging.decode import decode

    source, predictor = open_dataset(dataset), Predictor(model)
    ids = source.part_ids("test")
    images, texts = [decode(file) for file in source.image_files(ids)], source.frame(["text"])["text"][ids].tolist()
    figures = {}
    for name, change in FRAMINGS.items():
        read = predictor.predict(np.stack([predictor.prepare(change(image)) for image in images])).texts
        right = sum(a == b for a, b in zip(read, texts, strict=True))
        ends = wilson(right, len(texts))
        values = {"exact_match": right / len(texts), "low": float(ends.low), "high": float(ends.high)}
        figures[name] = {key: round(value, 4) for key, value in values.items()}
    return figures


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", help="captcha_images_v2.zip")
    parser.add_argument("--options", default="", help="options of train (default: none)")
    given = parser.parse_args()
    with workspace():
        engine(f"collect --name real --source {given.archive}")
        engine("split --dataset real --validation 0.1 --test 0.2 --seed 1")
        trained = engine(f"train --dataset real --name real --seed 1 {given.options}")
        figures = read_framed("real", "real")
    original = figures["as they are"]["exact_match"]
    worst = max(original - figure["exact_match"] for figure in figures.values())
    cost = {"cpu_seconds": round(trained["cpu_seconds"]), "epochs": trained["epochs"]}
    print(json.dumps({"worst": round(100 * worst, 2), **cost, **figures}))


if __name__ == "__main__":
    main()
