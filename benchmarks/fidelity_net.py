"""A net trained on our images reads the captcha package's: exact match there beside exact match on ours.

Run: .venv/bin/python -m benchmarks.fidelity_net [--look captcha-0.3] [--symbols 0123456789]
Trains slotnet with zero knobs on 20,000 images of the preset, then reads 5,000 unseen ones of ours and 5,000 that the
package drew, both of the same texts. Ends with one JSON line: ratio (the difference by the one point that counts as
the same), points (ours - package), exact match of both with 95 % Wilson intervals, CPU-seconds of the training.
"""

import argparse
import json
import sys
from typing import Any

import numpy as np

from benchmarks._workspace import engine, workspace
from benchmarks.fidelity import STYLES
from engine.collect.from_arrays import from_arrays
from engine.core.datasets.dataset import open_dataset
from engine.core.metrics.intervals import wilson

LEARNED, READ = 20_000, 5_000
SAME = 0.01


def drawn_by_the_package(name: str, look: str, texts: list[str]) -> None:
    """Stores the package's images of these texts as a dataset."""
    captcha = STYLES[look](160, 60)
    from_arrays(name, [np.asarray(captcha.generate_image(text)) for text in texts], texts)


def prediction(name: str) -> dict[str, Any]:
    """Exact match of the net on a whole dataset, with its interval."""
    read = engine(f"classify --model net --dataset {name} --part all")
    ends = wilson(read["right"], read["n"])
    figures = {"exact_match": read["right"] / read["n"], "low": float(ends.low), "high": float(ends.high)}
    print(name, figures, file=sys.stderr, flush=True)
    return {key: round(value, 4) for key, value in figures.items()}


def main() -> None:
    """Draws, trains, reads and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--look", choices=STYLES, default="captcha-0.7", help="the preset to compare")
    parser.add_argument("--symbols", default="0123456789", help="what the texts are made of (default 0123456789)")
    given = parser.parse_args()
    preset = f"generate --preset {given.look} --symbols {given.symbols}"
    with workspace():
        engine(f"{preset} --name learned --count {round(LEARNED / 0.9)} --seed 1")
        engine("split --dataset learned --validation 0.1 --test 0 --seed 1")
        trained = engine("train --dataset learned --name net --seed 1")
        engine(f"{preset} --name ours --count {READ} --seed 2")
        texts = open_dataset("ours").frame(["text"])["text"].tolist()
        drawn_by_the_package("package", given.look, texts)
        ours, package = prediction("ours"), prediction("package")
    points = ours["exact_match"] - package["exact_match"]
    sides = {"ours": ours, "package": package, "cpu_seconds": trained["cpu_seconds"]}
    print(json.dumps({"ratio": round(points / SAME, 2), "points": round(100 * points, 2), **sides}))


if __name__ == "__main__":
    main()
