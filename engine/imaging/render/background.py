"""Backgrounds behind the ink: gradients, textures and crops of images."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from engine.imaging.decode import UnreadableError, decode

PATCHES = 8  # pixels between the points of a texture
SMALLEST = 16  # pixels; an image with a shorter side would show nothing of itself behind a text

Colours = tuple[tuple[int, ...], tuple[int, ...]]


def gradient(shape: tuple[int, int], colours: Colours, random: np.random.Generator) -> np.ndarray:
    """A gradient from one colour to the other in a random direction: uint8 (height, width, 3)."""
    angle = random.random() * 2 * np.pi
    y, x = np.mgrid[: shape[0], : shape[1]]
    distance = x * np.cos(angle) + y * np.sin(angle)
    return mixed((distance - distance.min()) / max(np.ptp(distance), 1), colours)


def texture(shape: tuple[int, int], colours: Colours, random: np.random.Generator) -> np.ndarray:
    """Soft patches of two colours with a fine grain: uint8 (height, width, 3)."""
    height, width = shape
    patches = random.random((height // PATCHES + 2, width // PATCHES + 2), np.float32)
    soft = cv2.resize(patches, (width, height), interpolation=cv2.INTER_LINEAR)
    return mixed(0.7 * soft + 0.3 * random.random(shape, np.float32), colours)


def mixed(share: np.ndarray, colours: Colours) -> np.ndarray:
    """The first colour where share (height, width) is 0, the second where it is 1."""
    first, second = (np.array(colour, np.float32) for colour in colours)
    return np.rint(first + share[..., None] * (second - first)).astype(np.uint8)


def cropped(path: str, shape: tuple[int, int], random: np.random.Generator) -> np.ndarray:
    """A random crop of an image file, enlarged if it is too small: uint8 (height, width, 3)."""
    pixels = load(path)
    scale = max(shape[0] / pixels.shape[0], shape[1] / pixels.shape[1], 1)
    if scale > 1:
        size = (max(shape[1], round(pixels.shape[1] * scale)), max(shape[0], round(pixels.shape[0] * scale)))
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)
    top, left = (int(random.random() * (side - length + 1)) for side, length in zip(pixels.shape, shape, strict=False))
    return pixels[top : top + shape[0], left : left + shape[1]]


@lru_cache(maxsize=8)
def load(path: str) -> np.ndarray:
    """Loads an image file as uint8 RGB.

    Raises FileNotFoundError if there is no such file, and ValueError if it is not an image or too small.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(
            f"there is no image {path} to use as the background; give the path of a PNG or JPEG file."
        )
    return read(Path(path).name, Path(path).read_bytes())


def read(name: str, data: bytes) -> np.ndarray:
    """Reads the bytes of an image file as uint8 RGB. Raises ValueError if they are not an image or it is too small."""
    try:
        pixels = decode(data)
    except UnreadableError as reason:
        raise ValueError(f"{name} cannot be used as the background. {reason}") from None
    if min(pixels.shape[:2]) < SMALLEST:
        raise ValueError(
            f"a background needs at least {SMALLEST} x {SMALLEST} pixels; {name} has {pixels.shape[1]} x "
            f"{pixels.shape[0]}: give a larger image."
        )
    return pixels if pixels.ndim == 3 else cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB)


KINDS: dict[str, Callable[[tuple[int, int], Colours, np.random.Generator], np.ndarray]] = {
    "gradient": gradient,
    "texture": texture,
}
