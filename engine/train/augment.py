"""Training images changed a little, anew in every epoch and never so far that a text would read differently."""

from functools import lru_cache
from math import asin, cos, degrees, exp, sin

import cv2
import numpy as np

from engine.train.spec import TrainSpec

SHEET = 64  # noise values kept per pixel of an image; drawing fresh ones would cost more than all the rest


def augmented(images: np.ndarray, rows: np.ndarray, epoch: int, spec: TrainSpec) -> np.ndarray:
    """Images uint8 (n, h, w, c) of these rows, as epoch `epoch` shows them; the same for the same arguments."""
    if not any((spec.shift, spec.turn, spec.slant, spec.zoom, spec.noise, spec.contrast, spec.blur, spec.erase,
                spec.quarter_turns, spec.flips != "none")):  # fmt: skip
        return images
    pairs = zip(images, rows, strict=True)
    return np.stack([augment(image, spec, np.random.default_rng([spec.seed, epoch, row])) for image, row in pairs])


def augment(image: np.ndarray, spec: TrainSpec, random: np.random.Generator) -> np.ndarray:
    """One image, uint8 (h, w, c): moved a little, then its contrast, lightness, noise and sharpness changed."""
    moved = cv2.warpAffine(
        image, placement(image.shape[0], image.shape[1], spec, random), image.shape[1::-1],
        flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE,
    ).reshape(image.shape)  # fmt: skip
    gain, lift, deviation = random.uniform((-1, -1, 0), 1) * (spec.contrast, 64 * spec.contrast, 255 * spec.noise)
    pixels = (moved.astype(np.float32) - 128) * (1 + gain) + (128 + lift)
    if spec.noise:
        start = random.integers((SHEET - 1) * image.size)
        pixels += noise_sheet(image.size)[start : start + image.size].reshape(image.shape) * deviation
    if spec.blur:
        pixels = blurred(pixels, image.shape[0] * spec.blur * random.random())
    if spec.erase:
        erase(pixels, image.shape[0] * spec.erase * random.random(), random)
    return laid(np.clip(pixels, 0, 255).astype(np.uint8), spec, random)


def blurred(pixels: np.ndarray, deviation: float) -> np.ndarray:
    """Float pixels (h, w, c) blurred by a bell curve of so many pixels."""
    return cv2.GaussianBlur(pixels, (0, 0), max(deviation, 0.1)).reshape(pixels.shape)


def erase(pixels: np.ndarray, side: float, random: np.random.Generator) -> None:
    """Paints a square of that side, in pixels, over some place of an image, in the image's mean colour."""
    size = min(round(side), *pixels.shape[:2])
    top, left = (int(random.integers(length - size + 1)) for length in pixels.shape[:2])
    pixels[top : top + size, left : left + size] = pixels.mean(axis=(0, 1))


def laid(image: np.ndarray, spec: TrainSpec, random: np.random.Generator) -> np.ndarray:
    """The image mirrored and laid on another side, where that is wanted; oblong ones only upside down."""
    if spec.flips in ("sideways", "both") and random.random() < 0.5:
        image = image[:, ::-1]
    if spec.flips in ("upside down", "both") and random.random() < 0.5:
        image = image[::-1]
    if spec.quarter_turns:
        turns = int(random.integers(4)) if image.shape[0] == image.shape[1] else 2 * int(random.integers(2))
        image = np.rot90(image, turns)
    return image


def placement(height: int, width: int, spec: TrainSpec, random: np.random.Generator) -> np.ndarray:
    """The 2 x 3 matrix of a small turn, slant, zoom and shift about the middle of the image."""
    turn, across, down, wider, taller, slant = random.uniform(-1, 1, 6)
    angle = np.deg2rad(turn * min(spec.turn, steepest(height, width)))
    rotation = np.array([[cos(angle), -sin(angle)], [sin(angle), cos(angle)]])
    turned = rotation @ [[exp(spec.zoom * wider), spec.slant * slant], [0, exp(spec.zoom * taller)]]
    middle = np.array([width / 2, height / 2])
    shift = np.array([across, down]) * spec.shift * height
    return np.column_stack([turned, middle - turned @ middle + shift])


def steepest(height: int, width: int) -> float:
    """The largest turn in degrees that moves the ends of a line of text by at most an eighth of the height."""
    return degrees(asin(min(1.0, height / 4 / width)))


@lru_cache(maxsize=2)
def noise_sheet(size: int) -> np.ndarray:
    """Normal noise, float32, enough for SHEET images of `size` values; images cut theirs from a random place."""
    return np.random.default_rng(0).standard_normal(SHEET * size, dtype=np.float32)
