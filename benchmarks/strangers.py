"""Captchas on uneven backgrounds, read with zero knobs: the preprocessing found from the images against none.

Run: .venv/bin/python -m benchmarks.strangers [gradient | outline] [--images N] [--sides found none]
Draws N captchas of 5 of 23 symbols by Pillow, unlike any preset of the generator: `gradient` has coloured glyphs,
lighter and darker than a grey gradient, 255x40; `outline` has glyphs in outline and a thick line across, 250x75. Each
side trains on the same 70 %, and reads the same unseen 20 %. Ends with one JSON line: for each side exact match with
its 95 % interval (Wilson) and CPU-seconds, and ratio (exact match of found by none's).
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks._workspace import engine, workspace
from engine.core.metrics.intervals import wilson
from engine.imaging.render.fonts import packaged

SYMBOLS = "2345678abcdefghkmnprwxy"
LENGTH = 5
FONT = packaged()
SIDES = {"found": "auto", "none": "none"}  # and the preset of prepare


def gradient(width: int, height: int, rng: np.random.Generator) -> Image.Image:
    """A grey gradient in any direction, of at least 80 levels, with a little noise."""
    low = rng.uniform(40, 130)
    angle, levels = rng.uniform(0, 2 * np.pi), rng.uniform(80, 216 - low)
    row, column = np.mgrid[0:height, 0:width]
    slope = np.cos(angle) * column / width + np.sin(angle) * row / height
    grey = low + levels * (slope - slope.min()) / np.ptp(slope) + rng.normal(0, 2, slope.shape)
    return Image.fromarray(np.repeat(grey.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2))


def coloured(text: str, rng: np.random.Generator) -> Image.Image:
    """Turned glyphs in colours lighter and darker than the gradient under them."""
    image, left = gradient(255, 40, rng), rng.uniform(5, 40)
    for symbol in text:
        font = ImageFont.truetype(FONT, int(rng.integers(30, 38)))
        ink = rng.integers(0, 90, 3) if rng.random() < 0.5 else rng.integers(170, 256, 3)
        glyph = Image.new("L", (60, 60))
        ImageDraw.Draw(glyph).text((15, 8), symbol, font=font, fill=255)
        glyph = glyph.rotate(rng.uniform(-20, 20), Image.Resampling.BILINEAR)
        place = (round(left) - 15, int(rng.integers(-14, -6)))
        image.paste(Image.new("RGB", glyph.size, tuple(ink.tolist())), place, glyph)
        left += font.getlength(symbol) * rng.uniform(0.75, 1.25)
    return image


def outlined(text: str, rng: np.random.Generator) -> Image.Image:
    """Glyphs of which only the outline has ink, and a thick line across in the same ink."""
    image, left = gradient(250, 75, rng), rng.uniform(10, 40)
    draw, ink = ImageDraw.Draw(image), tuple(rng.integers(0, 80, 3).tolist())
    for symbol in text:
        font = ImageFont.truetype(FONT, int(rng.integers(42, 54)))
        under = image.getpixel((min(round(left) + 10, 249), 35))
        place = (round(left), int(rng.integers(5, 18)))
        draw.text(place, symbol, font=font, fill=under, stroke_width=1, stroke_fill=ink)
        left += font.getlength(symbol) * rng.uniform(0.9, 1.1)
    draw.line([(0, int(rng.integers(15, 60))), (250, int(rng.integers(15, 60)))], fill=ink, width=4)
    return image


KINDS: dict[str, Callable[[str, np.random.Generator], Image.Image]] = {"gradient": coloured, "outline": outlined}


def store(kind: str, count: int, folder: Path) -> None:
    """Writes a folder of captchas, each named by its text and a number."""
    folder.mkdir()
    rng = np.random.default_rng(5)
    for number in range(count):
        text = "".join(rng.choice(list(SYMBOLS), LENGTH))
        KINDS[kind](text, rng).save(folder / f"{text}_{number}.png")


def read_with(side: str) -> dict[str, Any]:
    """Trains with zero knobs after one preset of prepare, and reads the test part."""
    engine(f"prepare --dataset strangers --preset {SIDES[side]}")
    trained = engine(f"train --dataset strangers --name {side} --seed 1")
    read = engine(f"classify --model {side} --dataset strangers --part test")
    ends = wilson(read["right"], read["n"])
    share = {"exact_match": read["right"] / read["n"], "low": float(ends.low), "high": float(ends.high)}
    figures = {**{name: round(value, 4) for name, value in share.items()}, "cpu_seconds": round(trained["cpu_seconds"])}
    print(side, figures, file=sys.stderr, flush=True)
    return figures


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", nargs="?", choices=KINDS, default="gradient", help="what to draw (default gradient)")
    parser.add_argument("--images", type=int, default=3000, help="how many images (default 3000)")
    parser.add_argument("--sides", nargs="+", choices=SIDES, default=list(SIDES), help="what to train (default both)")
    given = parser.parse_args()
    with workspace() as home:
        store(given.kind, given.images, Path(home) / "images")
        engine(f"collect --name strangers --source {Path(home) / 'images'}")
        engine("split --dataset strangers --validation 0.1 --test 0.2 --seed 1")
        sides = {side: read_with(side) for side in given.sides}
    ratio = {}
    if len(sides) == len(SIDES):
        ratio = {"ratio": round(sides["found"]["exact_match"] / max(sides["none"]["exact_match"], 1e-4), 2)}
    print(json.dumps({"kind": given.kind, "images": given.images, **ratio, **sides}))


if __name__ == "__main__":
    main()
