"""Estimates parameters, memory and minutes of a training from a few steps, which are undone afterwards."""

import time

import psutil

from engine.train import memory
from engine.train.estimate import write_estimate
from engine.train.loop.trainer import Trainer

TIMED = 2  # steps; an untimed one before them compiles the net
PREDICTING = 0.3  # cost of predicting an image, relative to training on it


def estimate(trainer: Trainer) -> dict[str, float]:
    """Times two steps and stores the figures in the job's folder: parameters, memory in bytes, minutes.

    Raises ValueError if the net does not fit into memory.
    """
    spec = trainer.spec
    memory.check(memory.net_bytes(trainer.net, spec.batch), f"a {spec.recipe} with {spec.batch} images per step")
    seconds = time_step(trainer)
    steps = spec.epochs * (trainer.batches.steps + PREDICTING * len(trainer.material.validation.images) / spec.batch)
    cost = {
        "parameters": trainer.net.count_params(),
        "memory": psutil.Process().memory_info().rss + 4.0 * memory.COPIES * trainer.net.count_params(),
        "seconds_per_step": round(seconds, 5),
        "minutes": round(steps * seconds / 60, 4),
    }
    write_estimate(trainer.job.folder, cost)
    trainer.job.log(
        f"{cost['parameters']:,} parameters, about {cost['memory'] / 1e9:.1f} GB of memory and "
        f"{cost['minutes']:.1f} minutes for {spec.epochs} epochs"
    )
    return cost


def time_step(trainer: Trainer) -> float:
    """Seconds per step, including its batch; net and optimiser are restored afterwards."""
    snapshot = trainer.snapshot()
    trainer.step(*trainer.batches.sample(0))  # compiles the net
    start = time.perf_counter()
    for _ in range(TIMED):
        trainer.step(*trainer.batches.sample(0))
    elapsed = time.perf_counter() - start
    trainer.restore_variables(snapshot)
    return elapsed / TIMED
