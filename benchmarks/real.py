"""Real captchas: collect, split, train with zero knobs, and read the test part, for one or more seeds of the split.

Run: .venv/bin/python -m benchmarks.real ../shared/data/captcha_images_v2.zip [--seeds 1 2 3] [--goal 0.97]
Ends with one JSON line: ratio (exact match / goal), exact_match over all test images with its 95 % Wilson interval,
and for each seed texts right, texts read, seconds of the training and its CPU-seconds.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from benchmarks._workspace import engine, workspace
from engine.core.metrics.intervals import wilson


def run(seed: int) -> dict[str, int]:
    """Splits with this seed, trains and reads the test part."""
    engine(f"split --dataset real --validation 0.1 --test 0.2 --seed {seed}")
    started = time.perf_counter()
    trained = engine(f"train --dataset real --name real-{seed} --seed 1")
    seconds = time.perf_counter() - started
    read = engine(f"classify --model real-{seed} --dataset real --part test")
    spent = {"seconds": round(seconds), "cpu_seconds": round(trained["cpu_seconds"])}
    outcome = {"seed": seed, "right": read["right"], "n": read["n"], **spent}
    print(outcome, file=sys.stderr, flush=True)
    return outcome


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", help="zip file of labelled images, the label being the file's name")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1], help="seeds of the split (default 1)")
    parser.add_argument("--goal", type=float, default=0.97, help="exact match to reach (default 0.97)")
    given = parser.parse_args()
    with workspace():
        engine(f"collect --name real --source {Path(given.source).resolve()} --label-from stem")
        runs = [run(seed) for seed in given.seeds]
    right, n = (sum(run[name] for run in runs) for name in ("right", "n"))
    ends = wilson(right, n)
    result = {
        "exact_match": right / n,
        "low": float(ends.low),
        "high": float(ends.high),
        "ratio": right / n / given.goal,
    }
    print(json.dumps({**{name: round(value, 4) for name, value in result.items()}, "runs": runs}))


if __name__ == "__main__":
    main()
