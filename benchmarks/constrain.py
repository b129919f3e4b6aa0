"""What is known about texts: exact match without and with the constraint, on the same images.

Run: .venv/bin/python -m benchmarks.constrain [--symbols N] [--texts N] [--epochs N]
Draws single symbols of 36 classes and captchas of four of them, in a hard style, and trains a net on each. Reads unseen
images whose texts fit a constraint, without it and with it: single digits with `--symbols 0123456789`; captchas of two
letters and two digits with `--pattern LLDD`; and these captchas with a list of 1,000 words, the true ones among them.
Ends with one JSON line: for digits, pattern and words n, free and constrained (exact match), fixed and broken (texts
that only one of them reads), and the median CPU-ms an image of the search.
"""

import argparse
import json
import sys
import time
from typing import Any

import numpy as np

from benchmarks._workspace import engine, workspace
from engine.core.datasets.dataset import open_dataset
from engine.core.models.decoding.constraint import Constraint, allowed
from engine.core.models.predictor import Predictor, decode, possible_for
from engine.core.models.trust.reading import Read, read_labelled

SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TEST = 10_000
WORDS = 1000
HARD = "--gaussian-noise 0.15 --blur 1.2 --rotation 30"


def trained(name: str, shape: str, train: int, epochs: int) -> tuple[Predictor, Read]:
    """A net trained on drawn images, and what it read in TEST others that it never saw."""
    total = train + 1000 + TEST
    engine(f"generate --name {name} --count {total} --symbols {SYMBOLS} {shape} {HARD} --seed 1")
    engine(f"split --dataset {name} --validation {1000 / total} --test {TEST / total} --seed 1")
    engine(f"train --dataset {name} --name {name} --epochs {epochs} --seed 1")
    predictor, source = Predictor(name), open_dataset(name)
    ids = source.part_ids("test")
    return predictor, read_labelled(predictor.card, predictor.outputs, source, ids, None, lambda count: None)


def compared(predictor: Predictor, read: Read, constraint: Constraint) -> dict[str, Any]:
    """Exact match without and with a constraint on the texts that fit it."""
    card = predictor.card
    possible = possible_for(card, constraint)
    assert possible is not None
    rows = np.flatnonzero(allowed(possible, read.labels, card.alphabet, card.slots))
    labels = np.array(read.labels, object)[rows]
    start = time.process_time()
    prediction = decode(read.probabilities[rows], None, card, possible)
    spent = time.process_time() - start
    free = np.array(read.texts, object)[rows] == labels
    constrained = np.array(prediction.texts, object) == labels
    return {
        "n": len(rows),
        "free": round(float(free.mean()), 4),
        "constrained": round(float(constrained.mean()), 4),
        "fixed": int((constrained & ~free).sum()),
        "broken": int((free & ~constrained).sum()),
        "cpu_ms": round(1000 * spent / len(rows), 3),
    }


def words_among(read: Read) -> tuple[str, ...]:
    """A list of WORDS texts: those that were read and fit the pattern, filled up with others of its kind."""
    true = sorted({text for text in read.labels if text[:2].isalpha() and text[2:].isdigit()})[:WORDS]
    rng, words = np.random.default_rng(1), dict.fromkeys(true)
    while len(words) < WORDS:
        word = "".join(rng.choice(list(SYMBOLS[10:]), 2)) + "".join(rng.choice(list(SYMBOLS[:10]), 2))
        words.setdefault(word)
    return tuple(words)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--symbols", type=int, default=20_000, help="images of single symbols to train on")
    parser.add_argument("--texts", type=int, default=20_000, help="captchas to train on")
    parser.add_argument("--epochs", type=int, default=4)
    given = parser.parse_args()
    with workspace():
        symbols = trained("symbols", "--length 1 --width 40 --height 40 --font-size 26", given.symbols, given.epochs)
        results = {"digits": compared(*symbols, Constraint(symbols=SYMBOLS[:10]))}
        texts = trained("texts", "--length 4", given.texts, given.epochs)
        results["pattern"] = compared(*texts, Constraint(pattern="LLDD"))
        results["words"] = compared(*texts, Constraint(words=words_among(texts[1])))
    for name, row in results.items():
        print(f"{name}: {row['free']:.2%} without, {row['constrained']:.2%} with, {row['n']} texts", file=sys.stderr)
    print(json.dumps(results))


if __name__ == "__main__":
    main()
