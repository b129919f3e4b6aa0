"""Calibration error before and after, and promises on the share of mistakes: how often they are broken.

Run: .venv/bin/python -m benchmarks.calibrate [DATA] [--train N] [--epochs N] [--calibrate N] [--test N] [--resplits N]
     [--splits N]
Draws captchas of 36 x 4, trains on some, and reads others that it never saw. These are split again and again into
texts to calibrate on and texts to test on: the expected calibration error (15 equal-mass bins) of each test, before and
after, beside the floor of a perfectly calibrated reader; and for promises of 0.5, 1 and 2 % how often the texts
accepted had more mistakes, against a threshold that is read off the curve of mistakes. With DATA, the folder of
captcha_images_v2.zip, also the error on these captchas, pooled over the test parts of as many splits, each with a net
of its own that was calibrated on its validation part.
Ends with one JSON line: ece, ece_before and ece_floor (means), ece_95 (95 % of the tests are below), broken and
accepted (shares at 1 %), naive_broken, exact_match, promises (by rate), and with DATA real: ece, ece_floor, n and more.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks._workspace import engine, workspace
from engine.core.datasets.dataset import open_dataset
from engine.core.metrics.promise import promise
from engine.core.metrics.reliability import calibration_error, error_floor, risk_coverage
from engine.core.models.predictor import Predictor
from engine.core.models.trust.fit import ConfidenceAt, confidence_function, fit
from engine.core.models.trust.reading import read_labelled

RATES = (0.005, 0.01, 0.02)


class Pool(NamedTuple):
    """Texts that a model never saw: confidence at a temperature for some of them, which are right, and noticed."""

    confidence_at: ConfidenceAt
    correct: np.ndarray
    noticed: np.ndarray


def pool_of(model: str, dataset: str, ids: np.ndarray) -> Pool:
    """Reads images of a dataset with a model."""
    predictor, source = Predictor(model), open_dataset(dataset)
    read = read_labelled(predictor.card, predictor.outputs, source, ids, None, lambda count: None)
    correct = np.array(read.texts, object) == np.array(read.labels, object)
    noticed = np.array([bool(arrival.notice) for arrival in read.arrivals])
    return Pool(confidence_function(predictor.card, read.probabilities, None), correct, noticed)


def drawn(train: int, epochs: int, count: int) -> Pool:
    """A net trained on drawn captchas, and as many others as asked for."""
    validation = 2000
    total = train + validation + count
    engine(f"generate --name drawn --count {total} --length 4 --symbols 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ --seed 1")
    engine(f"split --dataset drawn --validation {validation / total} --test {count / total} --seed 1")
    engine(f"train --dataset drawn --name drawn --epochs {epochs} --seed 1")
    return pool_of("drawn", "drawn", open_dataset("drawn").part_ids("test"))


def naive(confidence: np.ndarray, correct: np.ndarray, rate: float) -> float:
    """The lowest threshold whose share of mistakes on these texts is small enough, as read off the curve."""
    curve = risk_coverage(confidence, correct)
    good = curve[curve["risk"] <= rate]
    return float(good["threshold"].iloc[-1]) - 1e-9 if len(good) else 1.0


def outcome(threshold: float, confidence: np.ndarray, correct: np.ndarray, rate: float) -> tuple[bool, float]:
    """Whether a promise was broken on a test, and what share of the texts was accepted."""
    above = confidence > threshold
    return bool(above.any() and (~correct[above]).mean() > rate), float(above.mean())


def resplit(pool: Pool, calibrate: int, rng: np.random.Generator) -> dict[str, Any]:
    """One split into texts to calibrate on and texts to test on: errors, and the outcome of each promise."""
    order = rng.permutation(len(pool.correct))
    own, test = order[:calibrate], order[calibrate:]
    temperature = fit(pool.confidence_at, own, pool.correct)
    before, after = pool.confidence_at(test, 1.0), pool.confidence_at(test, temperature)
    known = np.where(pool.noticed[own], -1.0, pool.confidence_at(own, temperature))
    usable, arriving = known >= 0, np.where(pool.noticed[test], -1.0, after)
    result: dict[str, Any] = {
        "ece_before": calibration_error(before, pool.correct[test]),
        "ece": calibration_error(after, pool.correct[test]),
        "confidence": after,
    }
    for rate in RATES:
        try:
            threshold = promise(known[usable], pool.correct[own][usable], rate).threshold
        except ValueError:  # too few texts, or too many mistakes: nothing is accepted
            threshold = 1.0
        result[f"kept {rate}"] = outcome(max(threshold, -0.5), arriving, pool.correct[test], rate)
        cut = naive(known[usable], pool.correct[own][usable], rate)
        result[f"naive {rate}"] = outcome(cut, arriving, pool.correct[test], rate)
    return result


def summary(pool: Pool, calibrate: int, resplits: int) -> dict[str, Any]:
    """The figures over all splits."""
    rng = np.random.default_rng(1)
    rows = [resplit(pool, calibrate, rng) for _ in range(resplits)]
    promises = {
        str(rate): {
            "broken": float(np.mean([row[f"kept {rate}"][0] for row in rows])),
            "accepted": float(np.mean([row[f"kept {rate}"][1] for row in rows])),
            "naive_broken": float(np.mean([row[f"naive {rate}"][0] for row in rows])),
            "naive_accepted": float(np.mean([row[f"naive {rate}"][1] for row in rows])),
        }
        for rate in RATES
    }
    errors = [row["ece"] for row in rows]
    return {
        "ece": float(np.mean(errors)),
        "ece_95": float(np.quantile(errors, 0.95)),
        "ece_before": float(np.mean([row["ece_before"] for row in rows])),
        "ece_floor": float(np.mean([error_floor(row["confidence"]) for row in rows[:10]])),
        "broken": promises["0.01"]["broken"],
        "naive_broken": promises["0.01"]["naive_broken"],
        "accepted": promises["0.01"]["accepted"],
        "exact_match": float(pool.correct.mean()),
        "n": len(pool.correct),
        "promises": promises,
    }


def real(data: Path, splits: int) -> dict[str, float]:
    """The error on real captchas, pooled over the test parts of splits with a net each."""
    engine(f"collect --name real --source {data / 'captcha_images_v2.zip'} --label-from stem")
    raw, after, correct = [], [], []
    for seed in range(1, splits + 1):
        engine(f"split --dataset real --validation 0.1 --test 0.2 --seed {seed}")
        engine(f"train --dataset real --name real-{seed} --seed {seed}")
        pool = pool_of(f"real-{seed}", "real", open_dataset("real").part_ids("test"))
        rows = np.arange(len(pool.correct))
        temperature = Predictor(f"real-{seed}").card.temperature
        raw.append(pool.confidence_at(rows, 1.0))
        after.append(pool.confidence_at(rows, temperature))
        correct.append(pool.correct)
        print(
            f"split {seed}: {pool.correct.mean():.2%} right, temperature {temperature:.3f}", file=sys.stderr, flush=True
        )
    confidence, right = np.concatenate(after), np.concatenate(correct)
    return {
        "ece": calibration_error(confidence, right),
        "ece_before": calibration_error(np.concatenate(raw), right),
        "ece_floor": error_floor(confidence),
        "exact_match": float(right.mean()),
        "n": len(right),
        "splits": splits,
    }


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, nargs="?", help="folder with captcha_images_v2.zip")
    for name, default in (("train", 20_000), ("epochs", 6), ("calibrate", 2000), ("test", 10_000), ("resplits", 200)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--splits", type=int, default=10)
    given = parser.parse_args()
    data = given.data.resolve() if given.data else None
    with workspace():
        result = summary(
            drawn(given.train, given.epochs, given.calibrate + given.test), given.calibrate, given.resplits
        )
        print(f"drawn captchas: {json.dumps(result)}", file=sys.stderr, flush=True)
        if data:
            result["real"] = real(data, given.splits)
    before, after = result["ece_before"], result["ece"]
    print(f"calibration error: {before:.2%} before, {after:.2%} after, ratio {before / after:.1f}")
    print(f"promise of 1 %: broken in {result['broken']:.1%} of the splits, naive {result['naive_broken']:.1%}")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
