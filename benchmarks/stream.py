"""What fresh images cost while a net learns: CPU-seconds of drawing beside those of training, and images a second.

Run: .venv/bin/python -m benchmarks.stream [--images N] [--epochs E]
Two slotnets learn captchas of 4 digits (0.7 look) in turns, epoch by epoch: one from N stored images, one from N fresh
ones an epoch, both with the same changes to their images. Prints one line an epoch on stderr, and ends with one JSON
line on stdout: medians over all epochs but the first of CPU-ms an image (drawing_ms: what the drawing processes use in
all, for drawing, changing and handing over; training_ms: what the training process uses), images a second, their
ratios, how well both sides read after the last epoch, and the memory of the largest drawing process.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack, closing
from statistics import median
from time import process_time
from typing import Any

import psutil

DATASET = "digits"
SIDES = {"stored": False, "fresh": True}


def main() -> None:
    """Draws, splits, trains both in turns, and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=7000, help="images in an epoch")
    parser.add_argument("--epochs", type=int, default=4, help="epochs of each side; the first is not measured")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["GLYPHLAB_HOME"] = home
        count = given.images * 10 // 7  # 7 of 10 are learned from
        for command in (f"generate --name {DATASET} --count {count} --seed 7", f"split --dataset {DATASET}"):
            words = [sys.executable, "-m", "engine", *command.split()]
            subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with ExitStack() as stack:
            trainers = {side: trainer_of(side, given.epochs) for side in SIDES}
            for trainer in trainers.values():
                stack.enter_context(closing(trainer.batches))
            print(json.dumps({"images": given.images, "epochs": given.epochs, **in_turns(trainers, given.epochs)}))


def trainer_of(side: str, epochs: int) -> Any:
    """A net that is to learn from stored or from fresh images."""
    from engine.core.jobs import control
    from engine.core.jobs.job import Job
    from engine.nets.backend import keras
    from engine.train.data.material import load
    from engine.train.export import net_of
    from engine.train.loop.trainer import Trainer
    from engine.train.spec import TrainSpec

    spec = TrainSpec(dataset=DATASET, name=side, stream=SIDES[side], epochs=epochs)
    job = Job(control.create("train", spec.model_dump(mode="json"), spec.makes))
    material = load(spec, job)
    spec = spec.resolved(len(material.train.classes))
    keras.utils.set_random_seed(spec.seed)
    return Trainer(net_of(material, spec), material, spec, job)


def in_turns(trainers: dict[str, Any], epochs: int) -> dict[str, Any]:
    """Trains all sides, an epoch of each at a time; the figures of both, and their ratios."""
    states: dict[str, Any] = dict.fromkeys(trainers)
    rows_of: dict[str, list[dict[str, float]]] = {side: [] for side in trainers}
    for number in range(epochs):
        for side, trainer in trainers.items():
            images = trainer.batches.steps * trainer.spec.batch
            own, drawers = process_time(), cpu_of(drawing())
            states[side] = trainer.epoch(states[side])
            row = {
                "training_ms": 1000 * (process_time() - own) / images,
                "drawing_ms": 1000 * (cpu_of(drawing()) - drawers) / images,
                "images_per_second": states[side].rows[-1]["images_per_second"],
            }
            print(side, number + 1, row, f"{states[side].rows[-1]['val_exact_match']:.1%}", file=sys.stderr, flush=True)
            if number:
                rows_of[side].append(row)
    figures = {side: medians(rows) | last_of(states[side]) for side, rows in rows_of.items()}
    stored, fresh = figures["stored"], figures["fresh"]
    return {
        "drawing_to_training": round(fresh["drawing_ms"] / fresh["training_ms"], 3),
        "speed_ratio": round(fresh["images_per_second"] / stored["images_per_second"], 3),
        "cpu_ratio": round((fresh["drawing_ms"] + fresh["training_ms"]) / stored["training_ms"], 3),
        "drawer_mb": round(max(process.memory_info().rss for process in drawing()) / 1e6),
        **figures,
    }


def drawing() -> list[psutil.Process]:
    """The processes that draw."""
    children = psutil.Process().children(recursive=True)
    return [process for process in children if "spawn_main" in " ".join(process.cmdline())]


def cpu_of(processes: list[psutil.Process]) -> float:
    """CPU-seconds that processes have used since they began."""
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def medians(rows: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    return {name: round(median(row[name] for row in rows), 3) for name in rows[0]}


def last_of(state: Any) -> dict[str, float]:
    """How well the training and the validation images are read after the last epoch."""
    return {name: state.rows[-1][name] for name in ("exact_match", "val_exact_match", "val_loss")}


if __name__ == "__main__":
    main()
