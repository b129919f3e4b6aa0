"""The 16 corruptions of a robustness card, each in 5 severities that are scaled to the height of the glyphs."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.imaging import binarize, corrupt
from engine.imaging.preprocess import background_colour, to_mode
from engine.imaging.render import marks

SEVERITIES = range(1, 6)
CLEAN, SHIFTED, TURNED = "clean", "shift of 1 px", "turn of 1°"  # read too, to compare with
TEXT_ROWS = 0.02  # of a row's pixels at least are ink where it belongs to the text


class Glyphs(NamedTuple):
    """Where the text of an image is.

    height: of the glyphs, in pixels. box: left, top, right, bottom. ink: its colour.
    """

    height: float
    box: tuple[int, int, int, int]
    ink: np.ndarray


Draw = Callable[[np.ndarray, float, Glyphs, np.random.Generator], np.ndarray]


class Corruption(NamedTuple):
    """One way to corrupt an image. amounts: of the severities 1 to 5, in `unit`."""

    unit: str
    amounts: tuple[float, ...]
    draw: Draw


def glyphs_of(image: np.ndarray) -> Glyphs:
    """Finds the text of an image; where nothing stands out, all of it."""
    grey = to_mode(image, "grey")
    mask = binarize.ink_mask(grey, binarize.background_of(grey)).view(bool)
    rows = np.flatnonzero(mask.mean(axis=1) >= TEXT_ROWS)
    columns = np.flatnonzero(mask[rows].any(axis=0)) if len(rows) else rows
    height, width = grey.shape
    if not len(rows) or not len(columns):
        return Glyphs(height, (0, 0, width, height), np.zeros(image.shape[2:], np.uint8))
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return Glyphs(box[3] - box[1], box, np.median(image[mask], axis=0).astype(np.uint8))


def sign(random: np.random.Generator) -> float:
    """Plus or minus one."""
    return 1.0 if random.random() < 0.5 else -1.0


def occluded(image: np.ndarray, side: float, glyphs: Glyphs, random: np.random.Generator) -> np.ndarray:
    """A square of the background's colour over a random place of the text; side: as a share of the glyphs' height."""
    left, top, right, bottom = glyphs.box
    pixels = max(1, round(side * glyphs.height))
    x, y = (
        start + int(random.random() * (max(end - start - pixels, 0) + 1))
        for start, end in ((left, right), (top, bottom))
    )
    mask = np.zeros(image.shape[:2], np.uint8)
    mask[y : y + pixels, x : x + pixels] = 1
    return corrupt.covered(image, mask, background_colour(image))


def lined(image: np.ndarray, count: float, glyphs: Glyphs, random: np.random.Generator) -> np.ndarray:
    """Straight lines in the ink's colour from the left to the right of the text, a twentieth of its height thick."""
    height, width = image.shape[:2]
    left, top, right, bottom = glyphs.box
    mask = np.zeros((height, width), np.uint8)
    for _ in range(round(count)):
        ends = top + random.random(2) * (bottom - top)
        points = (left / width, ends[0] / height, right / width, ends[1] / height)
        marks.draw_line(mask, points, max(1, round(glyphs.height / 20)))
    return corrupt.covered(image, mask, glyphs.ink)


def dotted(image: np.ndarray, share: float, glyphs: Glyphs, random: np.random.Generator) -> np.ndarray:
    """Dots in the ink's colour, a tenth of the glyphs' height wide, until they cover about this share of the image."""
    height, width = image.shape[:2]
    dot_width = max(1, round(glyphs.height / 10))
    area = marks.dot(dot_width).shape[1]
    count = round(np.log1p(-share) / np.log1p(-min(area / (height * width), 0.5)))  # they overlap
    at = np.floor(random.random((count, 2)) * (width, height))
    (pixels,) = marks.dots_of([{"dots_at": at, "dot_width": dot_width, "width": width, "height": height}])
    mask = np.zeros(height * width, np.uint8)
    mask[pixels] = 1
    return corrupt.covered(image, mask.reshape(height, width), glyphs.ink)


SHARE, OF_HEIGHT = "share of the full range", "of the glyphs' height"
CORRUPTIONS = {
    "gaussian noise": Corruption(
        SHARE, (0.05, 0.1, 0.2, 0.3, 0.45),
        lambda image, amount, _, random: corrupt.gaussian(image, amount, random, True),
    ),
    "shot noise": Corruption(
        "photons", (60, 25, 12, 6, 3), lambda image, amount, _, random: corrupt.shot(image, amount, random, True)
    ),
    "salt and pepper": Corruption(
        "share of the pixels", (0.02, 0.05, 0.1, 0.2, 0.35),
        lambda image, amount, _, random: corrupt.salt_and_pepper(image, amount, random, False),
    ),
    "speckle": Corruption(
        "share of the value", (0.1, 0.2, 0.35, 0.55, 0.8),
        lambda image, amount, _, random: corrupt.speckle(image, amount, random, True),
    ),
    "defocus": Corruption(
        OF_HEIGHT, (0.03, 0.06, 0.1, 0.15, 0.22),
        lambda image, amount, glyphs, _: corrupt.defocused(image, amount * glyphs.height),
    ),
    "motion": Corruption(
        OF_HEIGHT, (0.1, 0.2, 0.35, 0.5, 0.75),
        lambda image, amount, glyphs, random: corrupt.moved(image, amount * glyphs.height, 180 * random.random()),
    ),
    "pixelate": Corruption(
        OF_HEIGHT, (0.06, 0.1, 0.15, 0.2, 0.3),
        lambda image, amount, glyphs, _: corrupt.pixelated(image, max(amount * glyphs.height, 1)),
    ),
    "JPEG": Corruption(
        "100 minus the quality", (40, 70, 85, 92, 97),
        lambda image, amount, _glyphs, _: corrupt.jpeg(image, round(amount)),
    ),
    "contrast": Corruption(
        "share that is left", (0.6, 0.4, 0.25, 0.15, 0.08),
        lambda image, amount, _glyphs, _: corrupt.toned(image, amount, 0),
    ),
    "brightness": Corruption(
        SHARE, (0.15, 0.25, 0.35, 0.45, 0.6),
        lambda image, amount, _, random: corrupt.toned(image, 1, sign(random) * amount),
    ),
    "rotate": Corruption(
        "degrees", (3, 6, 10, 15, 25), lambda image, amount, _, random: corrupt.leaned(image, sign(random) * amount, 0)
    ),
    "shear": Corruption(
        "across for one down", (0.1, 0.2, 0.35, 0.5, 0.8),
        lambda image, amount, _, random: corrupt.leaned(image, 0, sign(random) * amount),
    ),
    "elastic": Corruption(
        OF_HEIGHT, (0.02, 0.04, 0.07, 0.1, 0.15),
        lambda image, amount, glyphs, random: corrupt.elastic(
            image, amount * glyphs.height, max(glyphs.height / 6, 1), random
        ),
    ),
    "occlusion": Corruption(OF_HEIGHT, (0.2, 0.35, 0.5, 0.7, 0.95), occluded),
    "lines": Corruption("lines", (1, 2, 3, 5, 8), lined),
    "dots": Corruption("share of the image", (0.02, 0.05, 0.09, 0.14, 0.2), dotted),
}  # fmt: skip
CONDITIONS = [
    (CLEAN, 0), (SHIFTED, 1), (TURNED, 1), *((name, severity) for name in CORRUPTIONS for severity in SEVERITIES)
]  # fmt: skip


def corrupted(image: np.ndarray, name: str, severity: int, seed: int, row: int) -> np.ndarray:
    """An image, uint8 (h, w[, 3]), under a condition; severity 0 is the image itself.

    The same seed and row of a dataset give the same random numbers, in each corruption others.
    """
    if severity == 0:
        return image
    random = np.random.default_rng([seed, row, CONDITIONS.index((name, severity))])
    if name == SHIFTED:
        return shifted(image, *((1, 0), (-1, 0), (0, 1), (0, -1))[random.integers(4)])
    if name == TURNED:
        return corrupt.leaned(image, sign(random), 0)
    about = CORRUPTIONS[name]
    return about.draw(image, about.amounts[severity - 1], glyphs_of(image), random)


def shifted(image: np.ndarray, across: int, down: int) -> np.ndarray:
    """The image shifted by whole pixels; its border continues outwards."""
    margins = ((max(down, 0), max(-down, 0)), (max(across, 0), max(-across, 0)), *((0, 0),) * (image.ndim - 2))
    height, width = image.shape[:2]
    return np.pad(image, margins, mode="edge")[max(-down, 0) :, max(-across, 0) :][:height, :width]
