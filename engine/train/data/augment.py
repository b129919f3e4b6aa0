"""Training images changed a little, anew in every epoch and never so far that a text would read differently."""

from functools import lru_cache
from math import asin, degrees

import cv2
import numpy as np

from engine.core.synthesis.streams import streams, uniform
from engine.imaging.render.matrices import product, stacked
from engine.train.spec import TrainSpec

SHEET = 64  # noise values kept per pixel of an image; drawing fresh ones would cost more than all the rest
# The names of the random numbers that decide about an image.
PLACE = ("rotation", "shift across", "shift down", "scale across", "scale down", "shear")
TONE = ("contrast", "lightness")
NOISE, BLUR = ("place of noise", "noise"), ("blur",)
ERASE = ("erase", "erase down", "erase across")
FLIPS = {"sideways": 2, "upside down": 1}  # the axes


def augmented(images: np.ndarray, rows: np.ndarray, epoch: int, spec: TrainSpec) -> np.ndarray:
    """Images uint8 (n, h, w, c) of these rows, as epoch `epoch` shows them; the same for the same arguments.

    Moved a little, then contrast, lightness, noise and sharpness changed, then laid as the spec allows.
    """
    if not any((spec.shift, spec.turn, spec.slant, spec.zoom, spec.noise, spec.contrast, spec.blur, spec.erase,
                spec.quarter_turns, spec.flips != "none")):  # fmt: skip
        return images
    starts = streams(spec.seed, np.asarray(rows), epoch)
    pixels = toned(moved(images, spec, uniform(starts, PLACE)), spec, uniform(starts, TONE))
    if spec.noise:
        add_noise(pixels, 255 * spec.noise, uniform(starts, NOISE))
    if spec.blur:
        blur(pixels, images.shape[1] * spec.blur, uniform(starts, BLUR))
    if spec.erase:
        erase(pixels, images.shape[1] * spec.erase, uniform(starts, ERASE))
    return laid(np.clip(pixels, 0, 255, out=pixels).astype(np.uint8), spec, starts)


def moved(images: np.ndarray, spec: TrainSpec, random: np.ndarray) -> np.ndarray:
    """The images turned, slanted, zoomed and shifted; what comes in from outside continues the edge."""
    height, width = images.shape[1:3]
    found = np.empty_like(images)
    for image, matrix, place in zip(images, placements(height, width, spec, random), found, strict=True):
        warped = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        place[:] = warped.reshape(place.shape)
    return found


def placements(height: int, width: int, spec: TrainSpec, random: np.ndarray) -> np.ndarray:
    """Matrices (n, 2, 3) of small turns, slants, zooms and shifts about the middle of the image."""
    turn, across, down, wider, taller, slant = 2 * random.T - 1
    angle = np.deg2rad(turn * min(spec.turn, steepest(height, width)))
    rotation = stacked(np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle))
    zoom = stacked(np.exp(spec.zoom * wider), spec.slant * slant, np.zeros(len(turn)), np.exp(spec.zoom * taller))
    turned = product(rotation, zoom)
    middle = np.broadcast_to([width / 2, height / 2], (len(turn), 2))
    shift = np.stack([across, down], axis=1) * spec.shift * height
    return np.concatenate([turned, (middle - product(turned, middle[..., None])[..., 0] + shift)[..., None]], axis=2)


def steepest(height: int, width: int) -> float:
    """The largest turn in degrees that moves the ends of a line of text by at most an eighth of the height."""
    return degrees(asin(min(1.0, height / 4 / width)))


def toned(images: np.ndarray, spec: TrainSpec, random: np.ndarray) -> np.ndarray:
    """Float pixels of the images, their contrast changed about the middle grey, and their lightness."""
    change = (2 * random - 1) * spec.contrast
    gain = each(1 + change[:, 0])
    return images * gain + (128 * (1 - gain) + each(64 * change[:, 1]))


def each(values: np.ndarray) -> np.ndarray:
    """A number for every image (n,), to be combined with pixels: float32 (n, 1, 1, 1)."""
    return values.astype(np.float32)[:, None, None, None]


def add_noise(pixels: np.ndarray, most: float, random: np.ndarray) -> None:
    """Adds normal noise with a deviation of up to `most` to float pixels."""
    size = pixels[0].size
    sheet, starts = noise_sheet(size), (random[:, 0] * (SHEET - 1) * size).astype(int)
    noise = np.stack([sheet[start : start + size] for start in starts]).reshape(pixels.shape)
    noise *= each(most * random[:, 1])
    pixels += noise


@lru_cache(maxsize=2)
def noise_sheet(size: int) -> np.ndarray:
    """Normal noise, float32, enough for SHEET images of `size` values; images cut theirs from a random place."""
    return np.random.default_rng(0).standard_normal(SHEET * size, dtype=np.float32)


def blur(pixels: np.ndarray, most: float, random: np.ndarray) -> None:
    """Blurs float pixels by bell curves of up to so many pixels."""
    for image, share in zip(pixels, random[:, 0], strict=True):
        image[:] = cv2.GaussianBlur(image, (0, 0), max(most * share, 0.1)).reshape(image.shape)


def erase(pixels: np.ndarray, most: float, random: np.ndarray) -> None:
    """Paints a square with sides of up to so many pixels over some place of each image, in the image's mean colour."""
    for image, (share, *place) in zip(pixels, random, strict=True):
        size = min(round(most * share), *image.shape[:2])
        top, left = (int(at * (length - size + 1)) for at, length in zip(place, image.shape[:2], strict=True))
        image[top : top + size, left : left + size] = image.mean(axis=(0, 1))


def laid(images: np.ndarray, spec: TrainSpec, starts: np.ndarray) -> np.ndarray:
    """The images mirrored and laid on another side, where that is wanted; oblong ones only upside down."""
    for way, axis in FLIPS.items():
        if spec.flips in (way, "both"):
            chosen = uniform(starts, (way,))[:, 0] < 0.5
            images[chosen] = np.flip(images[chosen], axis)
    if spec.quarter_turns:
        sides, step = (4, 1) if images.shape[1] == images.shape[2] else (2, 2)
        for image, share in zip(images, uniform(starts, ("quarter turns",))[:, 0], strict=True):
            image[:] = np.rot90(image, step * int(share * sides)).copy()
    return images
