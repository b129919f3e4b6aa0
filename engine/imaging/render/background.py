"""What the ink stands on: one colour, a gradient, a texture, or a part of a picture."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from engine.imaging.decode import Unreadable, decode

PATCHES = 8  # pixels between the points of a texture
SMALLEST = 16  # pixels; a picture with a shorter side shows nothing of itself behind a text

Colours = tuple[tuple[int, ...], tuple[int, ...]]


def gradient(shape: tuple[int, int], colours: Colours, random: np.random.Generator) -> np.ndarray:
    """From one colour to the other, along a random direction: uint8 (height, width, 3)."""
    angle = random.random() * 2 * np.pi
    y, x = np.mgrid[: shape[0], : shape[1]]
    way = x * np.cos(angle) + y * np.sin(angle)
    return mixed((way - way.min()) / max(np.ptp(way), 1), colours)


def texture(shape: tuple[int, int], colours: Colours, random: np.random.Generator) -> np.ndarray:
    """Soft patches between two colours with a fine grain: uint8 (height, width, 3)."""
    height, width = shape
    patches = random.random((height // PATCHES + 2, width // PATCHES + 2), np.float32)
    soft = cv2.resize(patches, (width, height), interpolation=cv2.INTER_LINEAR)
    return mixed(0.7 * soft + 0.3 * random.random(shape, np.float32), colours)


def mixed(share: np.ndarray, colours: Colours) -> np.ndarray:
    """The first colour where share (height, width) is 0, the second where it is 1."""
    first, second = (np.array(colour, np.float32) for colour in colours)
    return np.rint(first + share[..., None] * (second - first)).astype(np.uint8)


def picture(path: str, shape: tuple[int, int], random: np.random.Generator) -> np.ndarray:
    """A random part of a picture, enlarged where it is smaller than wanted: uint8 (height, width, 3)."""
    pixels = loaded(path)
    scale = max(shape[0] / pixels.shape[0], shape[1] / pixels.shape[1], 1)
    if scale > 1:
        size = (max(shape[1], round(pixels.shape[1] * scale)), max(shape[0], round(pixels.shape[0] * scale)))
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)
    top, left = (int(random.random() * (there - part + 1)) for there, part in zip(pixels.shape, shape, strict=False))
    return pixels[top : top + shape[0], left : left + shape[1]]


@lru_cache(maxsize=8)
def loaded(path: str) -> np.ndarray:
    """A picture file as uint8 RGB.

    Raises FileNotFoundError when there is none, and ValueError when it is no picture or hardly one.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"there is no picture {path} to take as paper; give the path of a PNG or JPEG file.")
    return read(Path(path).name, Path(path).read_bytes())


def read(name: str, data: bytes) -> np.ndarray:
    """The bytes of a picture file as uint8 RGB; ValueError when they are no picture or hardly one."""
    try:
        pixels = decode(data)
    except Unreadable as reason:
        raise ValueError(f"{name} cannot be the paper. {reason}") from None
    if min(pixels.shape[:2]) < SMALLEST:
        raise ValueError(
            f"{name} is {pixels.shape[1]} x {pixels.shape[0]} pixels; a paper needs at least {SMALLEST} x {SMALLEST}."
        )
    return pixels if pixels.ndim == 3 else cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB)


KINDS: dict[str, Callable[[tuple[int, int], Colours, np.random.Generator], np.ndarray]] = {
    "gradient": gradient,
    "texture": texture,
}
