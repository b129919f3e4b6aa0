"""What learning in bfloat16 saves: CPU-seconds of two trainings that differ in nothing else.

Run: .venv/bin/python -m benchmarks.precision [--recipe R] [--images N] [--epochs E]
Draws N captchas of 36 symbols x 4 (0.7 look, grey), trains a net on 0.7 of them in float32 and in bfloat16, and ends
with one JSON line: of both, the CPU-seconds and the share of whole validation texts read, and the ratio of the seconds.
A ratio under 1 says that the processor has no such numbers of its own.
"""

import argparse
import json

from benchmarks._workspace import engine, workspace
from benchmarks.figures import LETTERS_AND_DIGITS


def main() -> None:
    """Draws, splits, trains both, and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", default="slotnet", help="the net")
    parser.add_argument("--images", type=int, default=20000, help="captchas to draw")
    parser.add_argument("--epochs", type=int, default=4, help="epochs of each side")
    given = parser.parse_args()
    with workspace():
        engine(f"generate --name captchas --symbols {LETTERS_AND_DIGITS} --mode grey --count {given.images} --seed 7")
        engine("split --dataset captchas --seed 1")
        train = f"train --dataset captchas --recipe {given.recipe} --epochs {given.epochs} --seed 1"
        results = {
            precision: engine(f"{train} --name {precision} --precision {precision}")
            for precision in ("float32", "bfloat16")
        }
    seconds = {precision: result["cpu_seconds"] for precision, result in results.items()}
    read = {precision: round(result["validation_exact_match"], 4) for precision, result in results.items()}
    ratio = round(seconds["float32"] / seconds["bfloat16"], 2)
    print(json.dumps({"recipe": given.recipe, "cpu_ratio": ratio, "cpu_seconds": seconds, "exact_match": read}))


if __name__ == "__main__":
    main()
