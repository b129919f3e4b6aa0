"""Notices on images unlike the training images: how many of a model's own unseen images get one, and how many altered.

Run: .venv/bin/python -m benchmarks.notices ../shared/data
Trains on real captchas, on photographed characters of 15 to 241 px and on drawn texts of four digits. Ends with one
JSON line: for each model the share of unseen images of its own kind with a notice (false), and of altered ones
(inverted, with a border, with a frame, cut, texts of other length), with their numbers.
"""

import argparse
import json
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from benchmarks._workspace import engine, workspace
from engine.core.datasets.dataset import open_dataset
from engine.core.models.predictor import Predictor
from engine.imaging.decode import decode
from engine.imaging.preprocess import background_colour

DIGITS = "--preset captcha-0.7 --symbols 0123456789"
AS_SYMBOLS = "--number-symbols 0-9A-Za-z"  # the list numbers its classes
BORDER = 0.3  # of the height


def bordered(image: np.ndarray, colour: np.ndarray) -> np.ndarray:
    """The image with a border on all sides."""
    side = round(BORDER * image.shape[0])
    return cv2.copyMakeBorder(image, *(side,) * 4, cv2.BORDER_CONSTANT, value=np.atleast_1d(colour).tolist())


def framed(image: np.ndarray) -> np.ndarray:
    """The image with a black line along its edges."""
    return cv2.rectangle(image.copy(), (0, 0), (image.shape[1] - 1, image.shape[0] - 1), (0, 0, 0), 3)


def altered(images: Sequence[np.ndarray]) -> dict[str, list[np.ndarray]]:
    """The images, altered in several ways."""
    return {
        "inverted": [255 - image for image in images],
        "border of its background": [bordered(image, background_colour(image)) for image in images],
        "black frame": [framed(image) for image in images],
        "right half": [image[:, image.shape[1] // 2 :] for image in images],
    }


def noticed(predictor: Predictor, images: Sequence[np.ndarray]) -> dict[str, float]:
    """The share of images with a notice, and their number."""
    prepared = np.stack([predictor.prepare(image) for image in images])
    arrivals = predictor.arrivals(images, prepared, predictor.predict(prepared))
    return {"noticed": round(sum(bool(arrival.notice) for arrival in arrivals) / len(images), 4), "n": len(images)}


def images_of(dataset: str, *parts: str) -> list[np.ndarray]:
    """The decoded images of parts of a dataset."""
    source = open_dataset(dataset)
    return [decode(file) for part in parts for file in source.image_files(source.part_ids(part))]


def measure(dataset: str, epochs: int, others: Sequence[str] = ()) -> dict[str, dict[str, float]]:
    """Trains on a dataset and reads its unseen images, altered ones, and other datasets."""
    engine(f"split --dataset {dataset} --validation 0.1 --test 0.2 --seed 1")
    engine(f"train --dataset {dataset} --name {dataset} --epochs {epochs} --seed 1")
    predictor, test = Predictor(dataset), images_of(dataset, "test")
    sets = {"false": test, "false (validation)": images_of(dataset, "validation"), **altered(test)}
    sets |= {other: images_of(other, "all") for other in others}
    shares = {name: noticed(predictor, images) for name, images in sets.items()}
    print(dataset, json.dumps(shares), file=sys.stderr, flush=True)
    return shares


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with captcha_images_v2.zip and handwritten62.zip")
    data = parser.parse_args().data.resolve()
    with workspace() as folder:
        zipfile.ZipFile(data / "handwritten62.zip").extractall(folder)
        images = Path(folder) / "handwritten62" / "PNG"
        engine(f"collect --name captchas --source {data / 'captcha_images_v2.zip'} --label-from stem")
        listed = f"--label-from csv --csv {images.parent / 'english.csv'} {AS_SYMBOLS}"
        engine(f"collect --name characters --source {images} {listed}")
        engine(f"generate --name digits {DIGITS} --length 4 --count 6000 --seed 1")
        for length in (3, 5):
            engine(f"generate --name length-{length} {DIGITS} --length {length} --count 300 --seed 9")
        results = {
            "captchas": measure("captchas", 40),
            "characters": measure("characters", 12),
            "digits": measure("digits", 8, ["length-3", "length-5"]),
        }
    print(json.dumps(results))


if __name__ == "__main__":
    main()
