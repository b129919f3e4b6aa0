"""CPU-seconds until 95 % exact match on unseen captchas of 4 digits (0.7 look): slotnet beside multihead and a CRNN.

Run: .venv/bin/python -m benchmarks.train [--cap-minutes M] [--images N] [--nets slotnet multihead crnn]
All learn from the same images with the same changes to them, each with its recipe's own rate, and are judged on the
validation part after every epoch. A net that is not there after M CPU-minutes (default 60) counts with M. Prints one
line an epoch on stderr, and ends with one JSON line on stdout: ratios (others / slotnet), and for each net its
CPU-seconds, images seen, exact match reached, and whether it got there.
"""

import argparse
import json
import sys
from typing import Any

from benchmarks._workspace import engine, workspace

GOAL = 0.95
EPOCHS = {"slotnet": 3, "multihead": 1000, "crnn": 1000}  # slotnet's rate falls over its epochs, the others' never
DATASET = "digits"
MOST = 10**9  # images; above any batch, so that each recipe keeps its own


def main() -> None:
    """Draws, splits, trains one net after the other, and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cap-minutes", type=float, default=60.0, help="CPU-minutes a net may take (default 60)")
    parser.add_argument("--images", type=int, default=10_000, help="captchas drawn; 7 of 10 are learned from")
    parser.add_argument("--nets", nargs="+", choices=[*EPOCHS], default=[*EPOCHS], help="which nets (default: all)")
    given = parser.parse_args()
    with workspace():
        engine(f"generate --name {DATASET} --count {given.images} --seed 7")
        engine(f"split --dataset {DATASET}")
        figures = {net: until_goal(net, 60 * given.cap_minutes) for net in given.nets}
    first = figures[given.nets[0]]["cpu_seconds"]
    ratios = {net: round(figure["cpu_seconds"] / first, 2) for net, figure in figures.items()}
    print(json.dumps({"ratios": ratios, "goal": GOAL, "cap_minutes": given.cap_minutes, **figures}))


def until_goal(net: str, cap: float) -> dict[str, Any]:
    """Trains one net to the goal, the cap in CPU-seconds or its last epoch, whatever comes first."""
    from benchmarks._crnn import SETTINGS, crnn
    from engine.core.jobs import control
    from engine.core.jobs.job import Job
    from engine.train.data.material import load
    from engine.train.export import net_of, shape_of
    from engine.train.loop.trainer import Trainer
    from engine.train.spec import TrainSpec

    settings = SETTINGS if net == "crnn" else {"recipe": net}
    spec = TrainSpec(dataset=DATASET, name=net, epochs=EPOCHS[net], **settings).resolved(MOST)
    job = Job(control.create("train", spec.model_dump(mode="json"), spec.makes))
    material = load(spec, job)
    of_crnn = shape_of(material.preparation), material.codec.slots, material.codec.classes
    built = crnn(*of_crnn) if net == "crnn" else net_of(material, spec)
    trainer, state = Trainer(built, material, spec, job), None
    while state is None or state.epoch < spec.epochs:
        state = trainer.epoch(state)
        reached = state.rows[-1]["val_exact_match"]
        seen = state.epoch * trainer.batches.steps * spec.batch
        print(f"{net}: {state.cpu_seconds:.0f} CPU-s, {seen:,} images, {reached:.1%}", file=sys.stderr, flush=True)
        if reached >= GOAL or state.cpu_seconds >= cap:
            break
    there = reached >= GOAL and state.cpu_seconds < cap
    seconds = state.cpu_seconds if there else cap
    return {"cpu_seconds": round(seconds, 1), "there": there, "exact_match": reached, "images": seen}


if __name__ == "__main__":
    main()
