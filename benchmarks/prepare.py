"""Photographed characters read with a plain resize, and with threshold, polarity, crop and centre; cost of the steps.

Run: .venv/bin/python -m benchmarks.prepare [--repeats N]
Needs the real images beside the project (../shared/data). The same classifier (scikit-learn's support vectors with an
RBF kernel, C = 10, on 32 x 32 pixels) learns from images of one kind and reads the photographs of handwritten62: once
with images only brought to that size, once with the preset photographed-characters. Nothing was chosen by these
scores. digits: learns from 6,000 digits of MNIST, reads 1,000 photographs. letters: learns from the 520 drawn letters
of omniglot_latin, reads 2,600 photographs. capitals: learns from every other photograph of capitals, reads the others.
Then the CPU-time of preparing a 200x50 image. Ends with one JSON line: for each kind the shares that were read right
(plain, prepared) and their ratio; ms (with the preset), ms_all (median blur and opening besides), ms_plain.
"""

import argparse
import gzip
import json
import statistics
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from sklearn.svm import SVC

from engine.imaging.decode import decode
from engine.imaging.preprocess import Preparation, prepare
from engine.prepare.spec import PrepareSpec

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
PHOTOGRAPHS, DRAWN, MNIST = DATA / "handwritten62.zip", DATA / "omniglot_latin.zip", DATA / "mnist"
LEARNED_DIGITS = 6000
PRESET = PrepareSpec.presets["photographed-characters"]
WAYS = {"plain": Preparation(width=32, height=32), "prepared": Preparation(**PRESET)}
Labelled = tuple[list[np.ndarray], list[str]]


def photographs(kind: str) -> Labelled:
    """The photographs of one kind ("DIGIT", "SMALL", "CAP"), in the order of their names, and their symbols."""
    with zipfile.ZipFile(PHOTOGRAPHS) as archive:
        names = sorted(name for name in archive.namelist() if Path(name).name.startswith(f"{kind}_"))
        return [decode(archive.read(name)) for name in names], [Path(name).name.split("_")[1] for name in names]


def drawn() -> Labelled:
    """The small letters of omniglot."""
    with zipfile.ZipFile(DRAWN) as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".png"))
        letters = [chr(ord("a") + int(Path(name).parent.name.removeprefix("character")) - 1) for name in names]
        return [decode(archive.read(name)) for name in names], letters


def digits() -> Labelled:
    """The first digits of MNIST's training part."""
    with (
        gzip.open(MNIST / "train-images-idx3-ubyte.gz") as images,
        gzip.open(MNIST / "train-labels-idx1-ubyte.gz") as labels,
    ):
        pixels = np.frombuffer(images.read(16 + 784 * LEARNED_DIGITS), np.uint8, offset=16).reshape(-1, 28, 28)
        classes = np.frombuffer(labels.read(8 + LEARNED_DIGITS), np.uint8, offset=8)
    return list(pixels), [str(label) for label in classes]


def score(learn: Labelled, read: Labelled, preparation: Preparation) -> float:
    """The share of images that is read right after learning from the others."""

    def pixels(images: Sequence[np.ndarray]) -> np.ndarray:
        return np.stack([prepare(image, preparation) for image in images]).reshape(len(images), -1) / 255

    return float(SVC(C=10).fit(pixels(learn[0]), learn[1]).score(pixels(read[0]), read[1]))


def milliseconds(preparation: Preparation, repeats: int) -> float:
    """CPU-time of preparing one 200x50 image with 18 strokes; the median of several turns."""
    picture = np.random.default_rng(0).integers(200, 256, (50, 200), np.uint8)
    picture[10:40, 20:180:9] = 30
    turns = []
    for _ in range(repeats):
        start = time.process_time()
        for _ in range(200):
            prepare(picture, preparation)
        turns.append(1000 * (time.process_time() - start) / 200)
    return round(statistics.median(turns), 4)


def main() -> None:
    """Learns, reads, measures, and prints."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--repeats", type=int, default=9, help="turns of the time measurement")
    given = arguments.parse_args()
    cv2.setNumThreads(1)
    images, symbols = photographs("CAP")
    kinds = {
        "digits": (digits(), photographs("DIGIT")),
        "letters": (drawn(), photographs("SMALL")),
        "capitals": ((images[::2], symbols[::2]), (images[1::2], symbols[1::2])),
    }
    figures: dict[str, object] = {}
    for kind, (learn, read) in kinds.items():
        shares = {way: round(score(learn, read, preparation), 4) for way, preparation in WAYS.items()}
        figures[kind] = {**shares, "ratio": round(shares["prepared"] / shares["plain"], 2), "read": len(read[1])}
        print(f"{kind}: {figures[kind]}", file=sys.stderr)
    size = {"width": 200, "height": 50}
    figures["ms"] = milliseconds(Preparation(**{**PRESET, **size}), given.repeats)
    figures["ms_all"] = milliseconds(Preparation(**{**PRESET, **size}, blur="median", morphology="open"), given.repeats)
    figures["ms_plain"] = milliseconds(Preparation(width=100, height=25), given.repeats)
    figures["cpu_seconds"] = round(time.process_time())
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
