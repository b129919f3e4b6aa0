"""Augmentation: changes training images slightly, differently in every epoch, and never so far that a text changes."""

from functools import lru_cache
from math import asin, degrees

import cv2
import numpy as np

from engine.core.synthesis.streams import streams, uniform
from engine.imaging.preprocess import background_colour, resize
from engine.imaging.render.matrices import product, stacked
from engine.train.spec import TrainSpec

SHEET = 64  # noise values kept per pixel of an image; new ones each time would cost more than all the rest
# The names of the random numbers that an image is augmented with.
PLACE = ("rotation", "shift across", "shift down", "scale across", "scale down", "shear")
TONE = ("contrast", "lightness")
NOISE, BLUR = ("place of noise", "noise"), ("blur",)
FRAME = ("framed", "frame across", "frame down", "frame left", "frame top")
SMALLEST_FRAME = 0.55  # of an image's width and height, to which a framed image shrinks at most
ERASE = ("erase", "erase down", "erase across")
FLIPS = {"sideways": 2, "upside down": 1}  # the axes


def augment(images: np.ndarray, rows: np.ndarray, epoch: int, spec: TrainSpec) -> np.ndarray:
    """Augments the images uint8 (n, h, w, c) of these rows for an epoch; the same arguments give the same images.

    In this order: frame, warp, tone, noise, blur, erased square, flips and quarter turns.
    """
    if not any((spec.shift, spec.rotation, spec.shear, spec.scale, spec.noise, spec.contrast, spec.blur, spec.erase,
                spec.quarter_turns, spec.flips != "none", spec.framing)):  # fmt: skip
        return images
    starts = streams(spec.seed, np.asarray(rows), epoch)
    if spec.framing:
        images = framed(images, spec.framing, uniform(starts, FRAME))
    pixels = change_tone(warp(images, spec, uniform(starts, PLACE)), spec, uniform(starts, TONE))
    if spec.noise:
        add_noise(pixels, 255 * spec.noise, uniform(starts, NOISE))
    if spec.blur:
        blur(pixels, images.shape[1] * spec.blur, uniform(starts, BLUR))
    if spec.erase:
        erase(pixels, images.shape[1] * spec.erase, uniform(starts, ERASE))
    return flip_and_turn(np.clip(pixels, 0, 255, out=pixels).astype(np.uint8), spec, starts)


def framed(images: np.ndarray, share: float, random: np.ndarray) -> np.ndarray:
    """Shrinks a share of the images, across and down by factors of their own, into a frame of their border's colour.

    So a net also reads images with a border, and wider or narrower ones, which are fitted to its size.
    """
    height, width = images.shape[1:3]
    framed_images = images.copy()
    for row in np.flatnonzero(random[:, 0] < share):
        across, down = SMALLEST_FRAME ** random[row, 1:3]
        size = max(1, round(down * height)), max(1, round(across * width))
        top, left = (int(u * (side - length + 1)) for u, side, length in
                     zip(random[row, [4, 3]], (height, width), size, strict=True))  # fmt: skip
        small = resize(images[row], *size).reshape(*size, -1)
        framed_images[row] = background_colour(images[row])
        framed_images[row, top : top + size[0], left : left + size[1]] = small
    return framed_images


def warp(images: np.ndarray, spec: TrainSpec, random: np.ndarray) -> np.ndarray:
    """Rotates, shears, scales and shifts the images; the edge pixels are continued outwards."""
    height, width = images.shape[1:3]
    warped_images = np.empty_like(images)
    for image, matrix, place in zip(images, warp_matrices(height, width, spec, random), warped_images, strict=True):
        warped = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        place[:] = warped.reshape(place.shape)
    return warped_images


def warp_matrices(height: int, width: int, spec: TrainSpec, random: np.ndarray) -> np.ndarray:
    """Matrices (n, 2, 3) of small rotations, shears, scalings and shifts about the centre of the image."""
    rotation_share, across, down, wider, taller, lean = 2 * random.T - 1
    angle = np.deg2rad(rotation_share * min(spec.rotation, largest_rotation(height, width)))
    rotation = stacked(np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle))
    scale = stacked(
        np.exp(spec.scale * wider), spec.shear * lean, np.zeros(len(rotation_share)), np.exp(spec.scale * taller)
    )
    linear = product(rotation, scale)
    centre = np.broadcast_to([width / 2, height / 2], (len(rotation_share), 2))
    shift = np.stack([across, down], axis=1) * spec.shift * height
    return np.concatenate([linear, (centre - product(linear, centre[..., None])[..., 0] + shift)[..., None]], axis=2)


def largest_rotation(height: int, width: int) -> float:
    """The largest rotation in degrees that moves the ends of a line of text by at most an eighth of the height."""
    return degrees(asin(min(1.0, height / 4 / width)))


def change_tone(images: np.ndarray, spec: TrainSpec, random: np.ndarray) -> np.ndarray:
    """Changes contrast, about middle grey, and brightness; returns float pixels."""
    change = (2 * random - 1) * spec.contrast
    gain = per_image(1 + change[:, 0])
    return images * gain + (128 * (1 - gain) + per_image(64 * change[:, 1]))


def per_image(values: np.ndarray) -> np.ndarray:
    """Shapes one value per image (n,) so that it broadcasts over pixels: float32 (n, 1, 1, 1)."""
    return values.astype(np.float32)[:, None, None, None]


def add_noise(pixels: np.ndarray, maximum: float, random: np.ndarray) -> None:
    """Adds normal noise with a standard deviation of up to `maximum` to float pixels."""
    size = pixels[0].size
    sheet, starts = noise_sheet(size), (random[:, 0] * (SHEET - 1) * size).astype(int)
    noise = np.stack([sheet[start : start + size] for start in starts]).reshape(pixels.shape)
    noise *= per_image(maximum * random[:, 1])
    pixels += noise


@lru_cache(maxsize=2)
def noise_sheet(size: int) -> np.ndarray:
    """Normal noise, float32, for SHEET images of `size` values; each image takes a slice from a random start."""
    return np.random.default_rng(0).standard_normal(SHEET * size, dtype=np.float32)


def blur(pixels: np.ndarray, maximum: float, random: np.ndarray) -> None:
    """Blurs float pixels with Gaussians of up to `maximum` pixels standard deviation."""
    for image, share in zip(pixels, random[:, 0], strict=True):
        image[:] = cv2.GaussianBlur(image, (0, 0), max(maximum * share, 0.1)).reshape(image.shape)


def erase(pixels: np.ndarray, maximum: float, random: np.ndarray) -> None:
    """Paints a square of up to `maximum` pixels over a random place of each image, in the image's mean colour."""
    for image, (share, *position) in zip(pixels, random, strict=True):
        size = min(round(maximum * share), *image.shape[:2])
        top, left = (
            int(share_of_room * (length - size + 1))
            for share_of_room, length in zip(position, image.shape[:2], strict=True)
        )
        image[top : top + size, left : left + size] = image.mean(axis=(0, 1))


def flip_and_turn(images: np.ndarray, spec: TrainSpec, starts: np.ndarray) -> np.ndarray:
    """Mirrors images and rotates them by quarter turns, oblong ones by half turns, as far as the spec allows."""
    for direction, axis in FLIPS.items():
        if spec.flips in (direction, "both"):
            flipped = uniform(starts, (direction,))[:, 0] < 0.5
            images[flipped] = np.flip(images[flipped], axis)
    if spec.quarter_turns:
        sides, step = (4, 1) if images.shape[1] == images.shape[2] else (2, 2)
        for image, share in zip(images, uniform(starts, ("quarter turns",))[:, 0], strict=True):
            image[:] = np.rot90(image, step * int(share * sides)).copy()
    return images
