"""Lines of symbols: expressions set from handwritten symbols, cut, read, and solved.

Run: .venv/bin/python -m benchmarks.lines DATA [--lines N] [--epochs N] [--share S]
DATA: the folder of math_symbols.zip. Trains a model of single symbols on its training part. Sets expressions from
symbols of the test part, never those of the training: sums and products, linear equations in one and two unknowns, and
quadratic ones; the equals sign is two minus signs. Symbols stand beside each other with jitter, ink light on dark as in
the data, and every second line is inverted and scaled. Reads each line, and solves what was read.
Ends with one JSON line: cut, read and solved (shares of lines whose symbols were all found, all read, and whose answer
is that of the true text), symbol (share of symbols right in lines cut right), n, cpu_ms a line; and framed: exact match
of single test symbols at another size and polarity, plain and framed like the training images.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks._workspace import engine, workspace
from engine.classify.lines.cut import cut
from engine.classify.lines.read import read_glyphs, read_line, text_of
from engine.classify.lines.solve import solve
from engine.core.datasets.dataset import open_dataset
from engine.core.models.predictor import Predictor
from engine.imaging.decode import decode

SINGLE_TEST = 1000
HIGH = 60  # pixels of a line


class Glyphs:
    """Images of single symbols of a part of a dataset, by label."""

    def __init__(self, dataset: str, part: str) -> None:
        source = open_dataset(dataset)
        ids = source.part_ids(part)
        labels = source.frame(["text"], ids)["text"].to_numpy()
        self.images = [decode(file) for file in source.image_files(ids)]
        self.labels = labels
        self.places = {label: np.flatnonzero(labels == label) for label in set(labels)}

    def ink(self, label: str, rng: np.random.Generator) -> np.ndarray:
        """A random image of a symbol, cropped to its ink, which is light."""
        image = self.images[int(rng.choice(self.places[label]))]
        light = image if np.median(image) < 128 else 255 - image
        rows, columns = np.nonzero(light > 96)
        if not len(rows):
            return light
        return light[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def expression(rng: np.random.Generator) -> str:
    """A random expression of one of several kinds."""
    a, b, c = (int(number) for number in rng.integers(1, 100, 3))
    unknown = str(rng.choice(["x", "y", "z", "w"]))
    kinds = (
        f"{a}+{b}=", f"{a}-{b}=", f"{a}·{b % 10 + 1}=", f"{a % 10 + 1}{unknown}+{b}={c}", f"{a}-{b}{unknown}={c}",
        f"{a % 10 + 1}y-{b % 10 + 1}z={c}", f"{unknown}^2={(a % 12) ** 2}",
    )  # fmt: skip
    return str(rng.choice(kinds))


def line(text: str, glyphs: Glyphs, rng: np.random.Generator) -> np.ndarray:
    """An image of a text, light ink on black, uint8 (h, w)."""
    pieces, raised = [], False
    for symbol in text:
        if symbol == "^":
            raised = True
            continue
        pieces.append(placed(symbol, raised, glyphs, rng))
        raised = False
    gaps = rng.integers(6, 14, len(pieces) + 1)
    canvas = np.zeros((HIGH + 40, sum(piece.shape[1] for piece in pieces) + int(gaps.sum())), np.uint8)
    x = int(gaps[0])
    for piece, gap in zip(pieces, gaps[1:], strict=True):
        y = 20 + int(rng.integers(-2, 3))
        canvas[y : y + HIGH, x : x + piece.shape[1]] = piece
        x += piece.shape[1] + int(gap)
    return canvas


def placed(symbol: str, raised: bool, glyphs: Glyphs, rng: np.random.Generator) -> np.ndarray:
    """A symbol at its height in a strip of HIGH pixels."""
    if symbol == "=":
        bars = [scaled(glyphs.ink("-", rng), 6, 26) for _ in range(2)]
        strip = np.zeros((HIGH, 26), np.uint8)
        for bar, y in zip(bars, (20, 34), strict=True):
            strip[y : y + bar.shape[0], : bar.shape[1]] = bar
        return strip
    ink = glyphs.ink({"·": "."}.get(symbol, symbol), rng)
    high = {"-": 6, "+": 28, "·": 8, ".": 8}.get(symbol, 20 if raised else 46)
    drawn = scaled(ink, high, 34)
    y = {"-": 28, "+": 18, "·": 27, ".": 50}.get(symbol, 0 if raised else HIGH - drawn.shape[0] - 4)
    strip = np.zeros((HIGH, drawn.shape[1]), np.uint8)
    strip[y : y + drawn.shape[0]] = drawn
    return strip


def scaled(ink: np.ndarray, high: int, widest: int) -> np.ndarray:
    """Ink scaled to a height, or less if it would be too wide."""
    factor = min(high / ink.shape[0], widest / ink.shape[1])
    size = max(3, round(ink.shape[1] * factor)), max(3, round(ink.shape[0] * factor))
    return cv2.resize(ink, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)


def varied(image: np.ndarray, place: int, rng: np.random.Generator) -> np.ndarray:
    """Every second line dark on light and at another size."""
    if place % 2 == 0:
        return image
    factor = float(rng.uniform(0.7, 1.8))
    return 255 - cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_LINEAR)


def answer(text: str) -> str:
    """The answer to a text, or the reason why there is none."""
    try:
        return solve(text).text
    except ValueError as reason:
        return str(reason)


def measure(predictor: Predictor, glyphs: Glyphs, count: int) -> dict[str, Any]:
    """Reads and solves lines."""
    rng = np.random.default_rng(1)
    found = read = solved = right = total = 0
    spent = 0.0
    for place in range(count):
        text = expression(rng)
        image = varied(line(text, glyphs, rng), place, rng)
        start = time.process_time()
        pieces = cut(image)
        said = text_of(read_glyphs(predictor, image, pieces))
        spent += time.process_time() - start
        expected = text.replace("^", "")
        if len(pieces) == len(expected):
            found += 1
            symbols = said.replace("^", "")
            right += sum(one == other for one, other in zip(symbols, expected, strict=False))
            total += len(expected)
        read += said == text
        solved += answer(said) == answer(text)
    return {
        "cut": found / count, "read": read / count, "solved": solved / count, "symbol": right / max(total, 1),
        "n": count, "cpu_ms": round(1000 * spent / count, 2),
    }  # fmt: skip


def framed(predictor: Predictor, glyphs: Glyphs) -> dict[str, float]:
    """Single symbols on a large canvas, dark on light: exact match as they are, and framed like the training images."""
    rng = np.random.default_rng(2)
    rows = [row for row in rng.permutation(len(glyphs.labels)) if glyphs.labels[row] not in ".-"][:SINGLE_TEST]
    plain = reframed = 0
    for row in rows:
        light = glyphs.images[row] if np.median(glyphs.images[row]) < 128 else 255 - glyphs.images[row]
        large = cv2.resize(light, None, fx=3, fy=3, interpolation=cv2.INTER_LINEAR)
        image = 255 - cv2.copyMakeBorder(large, 40, 10, 10, 80, cv2.BORDER_CONSTANT, value=0)
        plain += predictor.predict(predictor.prepare(image)[None]).texts[0] == glyphs.labels[row]
        reframed += text_of(read_line(predictor, image)) == glyphs.labels[row]
    return {"plain": plain / len(rows), "framed": reframed / len(rows), "n": len(rows)}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with math_symbols.zip")
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--share", type=float, default=1.0, help="of the training part")
    given = parser.parse_args()
    with workspace():
        source = given.data.resolve() / "math_symbols.zip"
        engine(f"collect --name math --source {source} --label-from suffix --separator=-")
        engine("split --dataset math --validation 0.1 --test 0.2 --seed 1")
        engine(f"train --dataset math --name math --epochs {given.epochs} --share {given.share} --seed 1")
        predictor, glyphs = Predictor("math"), Glyphs("math", "test")
        results = {**measure(predictor, glyphs, given.lines), "framed": framed(predictor, glyphs)}
    print(f"lines cut right {results['cut']:.1%}, read right {results['read']:.1%}", file=sys.stderr)
    print(json.dumps(results))


if __name__ == "__main__":
    main()
