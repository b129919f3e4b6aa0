"""Labelled captchas per CPU-second: drawn here into Parquet, against the captcha package writing PNG files.

Run: .venv/bin/python -m benchmarks.generate [--count N] [--repeats N]
Both draw 160x60 pixels and 4 digits, encode, label and write them, on one core, in turns. Ends with one JSON line of
medians: ratio (colour), ratio_grey, images_per_second of each, bytes_ratio (ours by the package's); for each preset
png_ratio, the bytes of our PNG files by Pillow's of the same images at its default, which should stay under 1.3.
"""

import argparse
import io
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
from captcha.image import ImageCaptcha
from PIL import Image

from engine.generate.painting import images
from engine.generate.run import make_shard
from engine.generate.spec import GenerateSpec
from engine.imaging.encode import png
from engine.spec import read

SIZED = 100  # images whose size is compared
TEXTS = random.Random(1)


def ours(mode: str, count: int) -> Callable[[Path], None]:
    """Draws one shard, as the job does."""
    spec = GenerateSpec(count=count, mode=mode)
    return lambda folder: void(make_shard(spec, folder, 0))


def package(count: int) -> Callable[[Path], None]:
    """Writes a folder of PNG files named by number and text, as the package's users do."""
    captcha = ImageCaptcha(160, 60)

    def write(folder: Path) -> None:
        for i in range(count):
            text = f"{TEXTS.randrange(10_000):04d}"
            captcha.write(text, str(folder / f"{i:05d}-{text}.png"))

    return write


def png_ratio(preset: str, mode: str) -> float:
    """The bytes of some images of a preset by those of Pillow's PNGs at its default."""
    spec = read(GenerateSpec, {**GenerateSpec.presets[preset], "mode": mode})
    ours = theirs = 0
    for drawn in images(spec, range(SIZED)):
        packed = io.BytesIO()
        Image.fromarray(drawn.image).save(packed, "png")
        ours, theirs = ours + len(png(drawn.image)), theirs + len(packed.getvalue())
    return round(ours / theirs, 3)


def void(_: object) -> None:
    """Drops a result."""


def seconds(work: Callable[[Path], None]) -> tuple[float, int]:
    """CPU-seconds that the work takes, and the bytes that it writes."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        work(Path(folder))
        spent = time.process_time() - start
        return spent, sum(file.stat().st_size for file in Path(folder).iterdir())


def main() -> None:
    """Measures the three in turns and prints the medians."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--count", type=int, default=1000, help="images a turn, at most 1000")
    arguments.add_argument("--repeats", type=int, default=5)
    given = arguments.parse_args()
    cv2.setNumThreads(1)
    sides = {"colour": ours("colour", given.count), "grey": ours("grey", given.count), "package": package(given.count)}
    turns: dict[str, list[tuple[float, int]]] = {name: [] for name in sides}
    for turn in range(given.repeats + 1):
        for name, work in sides.items():
            turns[name].append(seconds(work))
            print(f"turn {turn}: {name} {given.count / turns[name][-1][0]:.0f} images a CPU-second", file=sys.stderr)
    # The first turn opens fonts and fills caches.
    cpu = {name: statistics.median(spent for spent, _ in turn[1:]) for name, turn in turns.items()}
    size = {name: statistics.median(written for _, written in turn[1:]) for name, turn in turns.items()}
    figures = {
        "ratio": round(cpu["package"] / cpu["colour"], 2),
        "ratio_grey": round(cpu["package"] / cpu["grey"], 2),
        **{f"images_per_second_{name}": round(given.count / cpu[name]) for name in sides},
        "bytes_ratio": round(size["colour"] / size["package"], 3),
        "bytes_ratio_grey": round(size["grey"] / size["package"], 3),
    }
    sizes = {f"{name} {mode}": png_ratio(name, mode) for name in GenerateSpec.presets for mode in ("colour", "grey")}
    print(json.dumps(figures | {"png_ratio": sizes}))


if __name__ == "__main__":
    main()
