"""Noise on finished images; the whole image at once, every random number from the generator given."""

import numpy as np


def gaussian(image: np.ndarray, deviation: float, random: np.random.Generator, each_channel: bool) -> np.ndarray:
    """Adds normal noise to a uint8 image (height, width) or (height, width, channels), cut to 0..255.

    deviation is a share of the full range of lightness: 0.1 is a standard deviation of 25.5. Unless each_channel, the
    same value is added to all channels of a pixel.
    """
    grain = random.standard_normal(field(image, each_channel), np.float32)
    grain *= np.float32(deviation * 255)
    grain = grain + image
    return np.clip(np.rint(grain, out=grain), 0, 255, out=grain).astype(np.uint8)


def salt_and_pepper(image: np.ndarray, share: float, random: np.random.Generator, each_channel: bool) -> np.ndarray:
    """Turns a share (0..1) of the pixels, or of the values of each channel, of a uint8 image to black or white."""
    chance = random.random(field(image, each_channel), np.float32)
    noisy = np.where(chance < share, np.uint8(255), image)
    return np.where(chance < share / 2, np.uint8(0), noisy)


def field(image: np.ndarray, each_channel: bool) -> tuple[int, ...]:
    """The shape of a noise field that broadcasts to the image."""
    return image.shape if each_channel or image.ndim == 2 else (*image.shape[:2], 1)
