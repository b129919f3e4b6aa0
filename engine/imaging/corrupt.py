"""Corrupts whole images: noise, blur, JPEG artefacts, tone, warps, cover.

Random numbers come from the given generator. Images are uint8 (height, width) or (height, width, channels).
"""

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


def shot(image: np.ndarray, photons: float, random: np.random.Generator, each_channel: bool) -> np.ndarray:
    """Counts photons, as a sensor in little light does; photons: how many a white pixel gets on average."""
    if each_channel or image.ndim == 2:
        return clipped(random.poisson(image / 255 * photons).astype(np.float32) * np.float32(255 / photons))
    grey = image.mean(axis=2, keepdims=True)
    noise = random.poisson(grey / 255 * photons).astype(np.float32) * np.float32(255 / photons) - grey
    return clipped((image + noise).astype(np.float32))


def defocused(image: np.ndarray, radius: float) -> np.ndarray:
    """The image as an unfocused lens shows it: each point is a disc of this radius in pixels."""
    reach = math.ceil(radius)
    offsets = np.arange(-reach, reach + 1)
    distance = np.hypot(offsets[:, None], offsets)
    disc = np.clip(radius + 0.5 - distance, 0, 1).astype(np.float32)
    return cv2.filter2D(image, -1, disc / disc.sum(), borderType=cv2.BORDER_REPLICATE)


def moved(image: np.ndarray, length: float, angle: float) -> np.ndarray:
    """The image blurred by a movement of this length in pixels and angle in degrees."""
    across, down = length * math.cos(math.radians(angle)), length * math.sin(math.radians(angle))
    times = max(2, math.ceil(2 * length) + 1)
    height, width = image.shape[:2]
    total = np.zeros(image.shape, np.float32)
    for share in np.linspace(-0.5, 0.5, times):
        shift = np.array([[1, 0, share * across], [0, 1, share * down]], np.float32)
        total += cv2.warpAffine(image, shift, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return clipped(total / times)


def pixelated(image: np.ndarray, block: float) -> np.ndarray:
    """The image in blocks of one colour each, of about this side in pixels."""
    height, width = image.shape[:2]
    few = max(1, round(width / block)), max(1, round(height / block))
    small = cv2.resize(image, few, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST)


def toned(image: np.ndarray, gain: float, lift: float) -> np.ndarray:
    """The image with its contrast about middle grey multiplied by `gain`, and `lift` of the full range added."""
    return clipped(image * np.float32(gain) + np.float32(128 * (1 - gain) + 255 * lift))


def leaned(image: np.ndarray, angle: float, shear: float) -> np.ndarray:
    """The image rotated by an angle in degrees, counterclockwise, and sheared: `shear` pixels across for one down.

    The image grows so that nothing leaves it; its border continues outwards.
    """
    height, width = image.shape[:2]
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    linear = np.array([[cosine, sine], [-sine, cosine]]) @ np.array([[1, shear], [0, 1]])
    corners = linear @ np.array([[-width, width, width, -width], [-height, -height, height, height]]) / 2
    size = np.ceil(corners.max(axis=1) - corners.min(axis=1)).astype(int)
    shift = size / 2 - linear @ (np.array([width, height]) / 2)
    return cv2.warpAffine(
        image, np.column_stack([linear, shift]), size.tolist(), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )


def elastic(image: np.ndarray, amplitude: float, length: float, random: np.random.Generator) -> np.ndarray:
    """The image pulled about smoothly, as in P. Simard, D. Steinkraus and J. Platt, ICDAR 2003.

    amplitude: root mean square of the displacement; length: over which it changes (both in pixels).
    """
    height, width = image.shape[:2]
    fields = [
        cv2.GaussianBlur(random.standard_normal((height, width)).astype(np.float32), (0, 0), length) for _ in "xy"
    ]
    size = max(float(np.sqrt(np.mean(np.square(fields)) * 2)), 1e-9)
    across, down = (field_of_one * np.float32(amplitude / size) for field_of_one in fields)
    y, x = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)
    return cv2.remap(image, x + across, y + down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def covered(image: np.ndarray, mask: np.ndarray, colour: np.ndarray) -> np.ndarray:
    """The image with a colour (one value, or one for each channel) wherever the mask (height, width) is not 0."""
    painted = image.copy()
    painted[mask > 0] = colour
    return painted


def clipped(values: np.ndarray) -> np.ndarray:
    """Numbers rounded and clipped to 0..255: uint8."""
    return np.clip(np.rint(values, out=values), 0, 255, out=values).astype(np.uint8)


def field(image: np.ndarray, each_channel: bool) -> tuple[int, ...]:
    """The shape of a noise field that broadcasts to the image."""
    return image.shape if each_channel or image.ndim == 2 else (*image.shape[:2], 1)
