"""How near our default images are to those of the captcha package, as distances between distributions.

Run: .venv/bin/python -m benchmarks.fidelity [--images N] [--look captcha-0.3]
Each side draws N images (default 12000) of 4 digits. Prints the Kolmogorov-Smirnov statistic of each measure, and ends
with one JSON line: ratio (the largest statistic by the 0.05 that counts as the same), largest, measure.
Two equal sides of N images differ by about 1.36 * sqrt(2 / N) in one comparison of twenty.
"""

import argparse
import json
import secrets
import sys
from typing import Any

import numpy as np
from captcha.image import ImageCaptcha
from PIL import Image, ImageDraw
from scipy.stats import ks_2samp

from engine.generate.sampling import draw
from engine.generate.spec import GenerateSpec
from engine.imaging.render.render import render

SAME = 0.05


def measures_of(image: np.ndarray) -> dict[str, float]:
    """What the eye sees of an RGB captcha, in numbers; lightness in 0..255, lengths in pixels."""
    light = image @ np.array([0.299, 0.587, 0.114])
    depth = np.median(np.concatenate([light[0], light[-1], light.ravel()])) - light
    darkest = np.percentile(depth, 99.9)
    ink = depth > 0.15 * darkest
    columns, rows = places(ink.sum(axis=0) >= 10), places(ink.sum(axis=1) >= 15)
    return {
        "contrast of the darkest": darkest,
        "contrast of the ink": np.median(depth[ink]),
        "share of ink": ink.mean(),
        "occupied width": np.ptp(columns),
        "left end": columns[0],
        "right end": columns[-1],
        "upper end": rows[0],
        "lower end": rows[-1],
        "ink at the upper edge": ink[0].sum(),
        "ink at the lower edge": ink[-1].sum(),
        "mean lightness": light.mean(),
        "deviation of lightness": light.std(),
        "steps sideways": np.abs(np.diff(light, axis=1)).mean() / darkest,
        "steps downward": np.abs(np.diff(light, axis=0)).mean() / darkest,
        "colourfulness": np.ptp(image.mean(axis=(0, 1))),
    }


def places(inked: np.ndarray) -> np.ndarray:
    """The places with ink, one at 0 if there are none. inked: bool (n,)."""
    return np.flatnonzero(inked) if inked.any() else np.zeros(1, np.int64)


class OlderCaptcha(ImageCaptcha):
    """The package as it was before 0.7.

    Corners shift by up to random(0.1, 0.3) of the width and random(0.2, 0.3) of the height. 0.7 computes
    size * random * (high - low) + low instead.
    """

    def _draw_character(self, c: str, draw: ImageDraw.ImageDraw, color: Any) -> Image.Image:
        every = self.truefonts
        font = secrets.choice(every)
        _, _, width, height = draw.multiline_textbbox((1, 1), c, font=font)
        self._truefonts = [font]
        self.character_warp_dx = (0.1 * width, 0.1 * width + 0.2)
        self.character_warp_dy = (0.2 * height, 0.2 * height + 0.1)
        drawn = super()._draw_character(c, draw, color)
        self._truefonts = every
        return drawn


STYLES = {"captcha-0.7": ImageCaptcha, "captcha-0.3": OlderCaptcha}


def distances(images: int, style: str = "captcha-0.7") -> dict[str, float]:
    """The Kolmogorov-Smirnov statistic between both sides for each measure; the same texts on both."""
    captcha, spec = STYLES[style](160, 60), GenerateSpec(**GenerateSpec.presets[style])
    rows = [draw(spec, i) for i in range(images)]
    ours = [measures_of(render(row)) for row in rows]
    theirs = [measures_of(np.asarray(captcha.generate_image(row["text"]))) for row in rows]
    return {
        name: float(ks_2samp(*([measures[name] for measures in side] for side in (ours, theirs))).statistic)
        for name in ours[0]
    }


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=12000, help="how many images each side draws (default 12000)")
    parser.add_argument("--look", choices=STYLES, default="captcha-0.7", help="the preset to compare")
    given = parser.parse_args()
    largest = distances(given.images, given.look)
    for name, distance in largest.items():
        print(f"{name:26} {distance:.3f}", file=sys.stderr)
    worst = max(largest, key=largest.__getitem__)
    print(json.dumps({"ratio": round(largest[worst] / SAME, 2), "largest": round(largest[worst], 4), "measure": worst}))


if __name__ == "__main__":
    main()
