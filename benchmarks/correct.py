"""What corrections are worth: exact match after learning from those that the queue chose, against as many random ones.

Run: .venv/bin/python -m benchmarks.correct [--train N] [--pool N] [--test N] [--epochs N] [--counts LIST] [--seeds N]
Draws captchas in a hard style, trains a net on few of them, and reads a pool of others. 50, 100 and 200 of the pool are
corrected (their labels are known): those that the queue of Correct puts first, and as many random ones. The training is
continued with each set, merged with the images that the net learned from, and all are tested on the same images.
Ends with one JSON line: before (exact match), and for each number and seed queue and random (exact match), with the
mean difference, and the p-value of a paired test over all test texts of all seeds (exact McNemar).
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._workspace import engine, workspace
from engine.classify.outcome import image_files, lines_of
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import record
from engine.core.metrics.paired import mcnemar
from engine.core.models.card import model_folder
from engine.core.storage.folders import delete_folder
from engine.correct.decisions import Decision, decide, image_key
from engine.correct.queue import in_order, most_doubtful

STYLE = "--symbols 0123456789 --length 4 --gaussian-noise 0.12 --blur 1.0"


def setup(train: int, pool: int, test: int, epochs: int) -> None:
    """The datasets drawn, pool and unseen, and the net that learned from few images."""
    engine(f"generate --name drawn --count {train + 200} {STYLE} --seed 1")
    engine(f"split --dataset drawn --validation {200 / (train + 200)} --test 0 --seed 1")
    engine(f"generate --name pool --count {pool} {STYLE} --seed 2")
    engine(f"generate --name unseen --count {test} {STYLE} --seed 3")
    engine(f"train --dataset drawn --name net --epochs {epochs} --seed 1")


def chosen(count: int, seed: int | None) -> list[int]:
    """Rows of the pool: those that the queue puts first, or random ones."""
    view = next(view for view in record.views() if view.verb == "classify" and view.spec["dataset"] == "pool")
    lines = lines_of(view.spec, view.result["table"])
    if seed is not None:
        return [int(row) for row in np.random.default_rng(seed).permutation(len(lines))[:count]]
    doubt = 1 - lines["confidence"].to_numpy(float)  # labels are not known to the queue
    rows = most_doubtful(doubt, count)
    return in_order(doubt, image_files(view.spec, lines.iloc[rows]), count)


def learned(name: str, rows: list[int], epochs: int, seed: int) -> np.ndarray:
    """Which test texts a net reads after learning from the corrected rows of the pool."""
    source = open_dataset("pool")
    labels = source.frame(["text"])["text"].to_numpy()
    folder = model_folder("net") / "corrections"
    if folder.exists():
        delete_folder(folder)
    for row, data in zip(rows, source.image_files(rows), strict=True):
        decision = Decision(
            image=image_key(data), file=f"{row}.png", predicted="", text=str(labels[row]), confidence=0.5, why="typed",
            who="benchmark",
        )  # fmt: skip
        decide("net", decision, data)
    engine(f"correct --model net --export {name}-lesson")
    engine(f"merge --name {name}-both --dataset drawn --dataset {name}-lesson")
    engine(f"train --dataset {name}-both --name {name} --continue-from net --epochs {epochs} --seed {seed}")
    return right(name)


def right(model: str) -> np.ndarray:
    """Which texts of the unseen images a model reads."""
    result = engine(f"classify --model {model} --dataset unseen --part all")
    lines = lines_of({"dataset": "unseen", "part": "all"}, str(Path(result["table"])))
    return (lines["prediction"] == lines["label"]).to_numpy()


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name, default in (("train", 3000), ("pool", 5000), ("test", 3000), ("epochs", 8), ("more", 4), ("seeds", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--counts", default="50,100,200", help="numbers of corrections")
    given = parser.parse_args()
    results: dict[str, Any] = {}
    with workspace():
        setup(given.train, given.pool, given.test, given.epochs)
        engine("classify --model net --dataset pool --part all")
        results["before"] = float(right("net").mean())
        for count in map(int, given.counts.split(",")):
            queue, random = [], []
            for seed in range(1, given.seeds + 1):
                queue.append(learned(f"queue-{count}-{seed}", chosen(count, None), given.more, seed))
                random.append(learned(f"random-{count}-{seed}", chosen(count, seed), given.more, seed))
            first, second = np.concatenate(queue), np.concatenate(random)
            p = mcnemar(int((first & ~second).sum()), int((second & ~first).sum()))
            results[str(count)] = {
                "queue": [round(float(values.mean()), 4) for values in queue],
                "random": [round(float(values.mean()), 4) for values in random],
                "difference": round(float(first.mean() - second.mean()), 4),
                "p": p,
            }
            print(f"{count} corrections: {json.dumps(results[str(count)])}", file=sys.stderr, flush=True)
    print(json.dumps(results))


if __name__ == "__main__":
    main()
