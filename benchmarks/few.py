"""How few labelled images are enough for styles never seen: zero knobs against scratch without any preprocessing.

Run: .venv/bin/python -m benchmarks.few [KIND ...] [--images N ...] [--sides SIDE ...] [--unseen N] [--ocr]
Kinds: gradient and outline of `benchmarks.strangers`, in a font left out of the pre-training; apart: small letters far
from each other, each in its colour, with lines across, on images of 140 to 400 pixels. Each side learns from N labelled
images (15 % of them for validation) and reads the same unseen ones. --ocr adds ddddocr without training, in an
environment of its own that this script makes (needs a package index). Ends with one JSON line: exact_match_300 (auto,
mean over the kinds), ratio (labelled images that scratch needs for what auto reaches with the fewest; at least the most
tried where scratch never gets there), and for each kind, side and number the exact match with its 95 % interval
(Wilson) and CPU-seconds.
"""

import argparse
import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks import strangers
from benchmarks._workspace import engine, workspace
from engine.core.metrics.intervals import wilson
from engine.imaging.render.fonts import path_of

FONT = path_of("DejaVuSerif-Bold")  # left out by benchmarks.pretrain
VALIDATION = 0.15
SIDES = {
    "auto": ("auto", ""),
    "scratch": ("none", "--start scratch --ending epochs"),
    "multihead": ("none", "--recipe multihead --ending epochs --epochs 60"),
}
READER = """
import json, pathlib, sys
import ddddocr
reader = ddddocr.DdddOcr(show_ad=False)
files = sorted(pathlib.Path(sys.argv[1]).iterdir())
print(json.dumps({file.name: reader.classification(file.read_bytes()) for file in files}))
"""


def apart(text: str, rng: np.random.Generator) -> Image.Image:
    """Small letters far from each other, each in its own colour, with lines of any colour across."""
    image = Image.new("RGB", (int(rng.integers(140, 401)), 60), (255, 255, 255))
    draw, step = ImageDraw.Draw(image), image.width / (len(text) + 0.5)
    for place, symbol in enumerate(text):
        font = ImageFont.truetype(FONT, int(rng.integers(20, 27)))
        where = ((place + 0.25 + rng.uniform(0, 0.25)) * step, rng.uniform(5, 28))
        draw.text(where, symbol, font=font, fill=tuple(rng.integers(0, 180, 3).tolist()))
    for _ in range(int(rng.integers(2, 5))):
        ends = [(0, int(rng.integers(0, 60))), (image.width, int(rng.integers(0, 60)))]
        draw.line(ends, fill=tuple(rng.integers(0, 200, 3).tolist()), width=1)
    return image


KINDS = {**strangers.KINDS, "apart": apart}


def store(kind: str, count: int, folder: Path, seed: int) -> None:
    """Writes captchas of a kind in the font left out, each named by its text and a number."""
    folder.mkdir()
    rng = np.random.default_rng([9, seed])
    strangers.FONT = FONT
    for number in range(count):
        text = "".join(rng.choice(list(strangers.SYMBOLS), strangers.LENGTH))
        KINDS[kind](text, rng).save(folder / f"{text}_{number}.png")


def share(right: int, n: int) -> dict[str, float]:
    """Exact match with its 95 % interval."""
    ends = wilson(right, n)
    figures = {"exact_match": right / n, "low": float(ends.low), "high": float(ends.high)}
    return {name: round(value, 4) for name, value in figures.items()}


def learned(kind: str, count: int, side: str, unseen: int) -> dict[str, Any]:
    """Trains on `count` images of a kind and reads the `unseen` others."""
    source, (preset, options) = f"{kind}-{count}", SIDES[side]
    engine(f"prepare --dataset {source} --preset {preset}")
    try:
        trained = engine(f"train --dataset {source} --name {source}-{side} --seed 1 {options}")
    except subprocess.CalledProcessError as failed:
        if failed.returncode != 1:
            raise
        return share(0, unseen) | {"cpu_seconds": None}  # it reads nothing, so there is no model
    read = engine(f"classify --model {source}-{side} --dataset {kind}-unseen --part all")
    return share(read["right"], read["n"]) | {"cpu_seconds": round(trained["cpu_seconds"])}


def read_by_ddddocr(folder: Path) -> dict[str, Any]:
    """What ddddocr reads without training, in an environment made for it; the case of letters does not count."""
    home = folder.parent / "environment"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "ddddocr"], check=True)
    ended = subprocess.run([python, "-c", READER, folder], check=True, capture_output=True, text=True)
    read = json.loads(ended.stdout.splitlines()[-1])
    return share(sum(text.lower() == name.split("_")[0].lower() for name, text in read.items()), len(read))


def measured(kind: str, given: argparse.Namespace, home: Path) -> dict[str, Any]:
    """All sides with all numbers of images of one kind."""
    figures: dict[str, Any] = {side: {} for side in given.sides}
    parts = {"unseen": given.unseen, **{str(count): count for count in given.images}}
    for seed, (part, count) in enumerate(parts.items()):
        store(kind, count, home / f"{kind} {part}", seed)
        engine(f"collect --name {kind}-{part} --source '{home / f'{kind} {part}'}'")
    for count in given.images:
        engine(f"split --dataset {kind}-{count} --validation {VALIDATION} --test 0 --seed 1")
        for side in given.sides:
            figures[side][count] = learned(kind, count, side, given.unseen)
            print(kind, count, side, figures[side][count], file=sys.stderr, flush=True)
    if given.ocr:
        figures["ddddocr"] = read_by_ddddocr(home / f"{kind} unseen")
        print(kind, "ddddocr", figures["ddddocr"], file=sys.stderr, flush=True)
    return figures


def needed(figures: dict[str, Any], counts: list[int]) -> float | None:
    """How many times the images that auto learned from scratch needs for as much, with the fewest tried.

    Where scratch never gets there, the most tried: then the ratio is at least that. None without both sides.
    """
    if not {"auto", "scratch"} <= set(figures):
        return None
    goal = figures["auto"][counts[0]]["exact_match"]
    enough = [count for count in counts if figures["scratch"][count]["exact_match"] >= goal]
    return (enough[0] if enough else counts[-1]) / counts[0]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kinds", nargs="*", help=f"what to draw: {', '.join(KINDS)} (default: all)")
    parser.add_argument("--images", nargs="+", type=int, default=[300], help="labelled images (default 300)")
    parser.add_argument("--sides", nargs="+", choices=SIDES, default=["auto", "scratch"], help="what to train")
    parser.add_argument("--unseen", type=int, default=300, help="images to read (default 300)")
    parser.add_argument("--ocr", action="store_true", help="ddddocr without training, too")
    given = parser.parse_args()
    given.images.sort()
    with workspace() as home:
        kinds = {kind: measured(kind, given, Path(home)) for kind in given.kinds or KINDS}
    of_auto = [figures["auto"][300]["exact_match"] for figures in kinds.values() if 300 in figures.get("auto", {})]
    ratios = [ratio for figures in kinds.values() if (ratio := needed(figures, given.images))]
    summary = {
        "exact_match_300": round(float(np.mean(of_auto)), 4) if of_auto else None,
        "ratio": round(float(np.mean(ratios)), 2) if ratios else None,
    }
    print(json.dumps({**summary, "unseen": given.unseen, **kinds}))


if __name__ == "__main__":
    main()
