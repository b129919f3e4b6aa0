"""Corrupts whole images with noise, blur, JPEG artefacts and waves; random numbers come from the given generator."""

import math

import cv2
import numpy as np


def gaussian(image: np.ndarray, deviation: float, random: np.random.Generator, each_channel: bool) -> np.ndarray:
    """Adds normal noise to a uint8 image (height, width) or (height, width, channels), clipped to 0..255.

    deviation: standard deviation as a share of the full range, so that 0.1 means 25.5. each_channel: add separate noise
    to each channel, not the same to all channels of a pixel.
    """
    grain = random.standard_normal(field(image, each_channel), np.float32)
    grain *= np.float32(deviation * 255)
    return clipped(grain + image)


def speckle(image: np.ndarray, deviation: float, random: np.random.Generator, each_channel: bool) -> np.ndarray:
    """Multiplies each pixel of a uint8 image by 1 plus normal noise of this standard deviation, clipped to 0..255."""
    grain = random.standard_normal(field(image, each_channel), np.float32)
    grain *= np.float32(deviation)
    return clipped((grain + 1) * image)


def salt_and_pepper(image: np.ndarray, share: float, random: np.random.Generator, each_channel: bool) -> np.ndarray:
    """Turns a share (0..1) of a uint8 image's pixels, or of each channel's values, black or white."""
    u = random.random(field(image, each_channel), np.float32)
    noisy = np.where(u < share, np.uint8(255), image)
    return np.where(u < share / 2, np.uint8(0), noisy)


def blurred(image: np.ndarray, deviation: float) -> np.ndarray:
    """The image blurred by a Gaussian of this standard deviation in pixels."""
    return cv2.GaussianBlur(image, (0, 0), deviation)


def jpeg(image: np.ndarray, loss: int) -> np.ndarray:
    """The image, grey or RGB, after storing it as JPEG; loss: 100 minus the JPEG quality, 1..100."""
    bgr = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    data = cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, 100 - loss))[1]
    decoded = np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED))
    return decoded if image.ndim == 2 else cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB)


def waved(image: np.ndarray, amplitude: float, length: float, random: np.random.Generator) -> np.ndarray:
    """A grey image with rows and columns displaced in waves, black beyond its edges; amplitude and length in pixels."""
    height, width = image.shape
    phases = random.random(2) * 2 * math.pi
    y, x = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)
    frequency = np.float32(2 * math.pi / length)
    columns = x + np.float32(amplitude) * np.sin(frequency * y + np.float32(phases[0]))
    rows = y + np.float32(amplitude) * np.sin(frequency * x + np.float32(phases[1]))
    return cv2.remap(image, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)


def clipped(values: np.ndarray) -> np.ndarray:
    """Numbers rounded and clipped to 0..255: uint8."""
    return np.clip(np.rint(values, out=values), 0, 255, out=values).astype(np.uint8)


def field(image: np.ndarray, each_channel: bool) -> tuple[int, ...]:
    """The shape of a noise field that broadcasts to the image."""
    return image.shape if each_channel or image.ndim == 2 else (*image.shape[:2], 1)
