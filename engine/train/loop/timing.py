"""What a training will cost, from a few steps whose traces are wiped out again: its parameters, memory and minutes."""

import time

import psutil

from engine.train import memory
from engine.train.estimate import write_estimate
from engine.train.loop.trainer import Trainer

TIMED = 2  # steps; the one before them builds what the later ones use
READING = 0.3  # what reading an image costs, as a share of learning from it


def estimate(trainer: Trainer) -> dict[str, float]:
    """Times two steps and keeps the figures in the job's folder: parameters, memory in bytes, minutes.

    Raises ValueError when the net does not fit into the memory.
    """
    spec = trainer.spec
    memory.check(memory.of_net(trainer.net, spec.batch), f"a {spec.recipe} with {spec.batch} images per step")
    second = timed(trainer)
    steps = spec.epochs * (trainer.batches.steps + READING * len(trainer.material.validation.images) / spec.batch)
    found = {
        "parameters": trainer.net.count_params(),
        "memory": psutil.Process().memory_info().rss + 4.0 * memory.COPIES * trainer.net.count_params(),
        "seconds_per_step": round(second, 5),
        "minutes": round(steps * second / 60, 4),
    }
    write_estimate(trainer.job.folder, found)
    trainer.job.log(
        f"{found['parameters']:,} parameters, about {found['memory'] / 1e9:.1f} GB of memory and "
        f"{found['minutes']:.1f} minutes for {spec.epochs} epochs"
    )
    return found


def timed(trainer: Trainer) -> float:
    """Seconds of a step, its batch made ready; the net and its optimiser are put back as they were."""
    before = trainer.snapshot()
    trainer.step(*trainer.batches.sample(0))  # builds what the others use
    began = time.perf_counter()
    for _ in range(TIMED):
        trainer.step(*trainer.batches.sample(0))
    lasted = time.perf_counter() - began
    trainer.put_back(before)
    return lasted / TIMED
