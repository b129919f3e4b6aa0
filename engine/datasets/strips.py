"""A strip of a few images that shows at a glance what a dataset holds; drawn once and kept beside its shards."""

from contextlib import suppress

import cv2
import numpy as np

from engine.core.datasets.dataset import Dataset
from engine.core.storage.files import read_bytes, write_bytes
from engine.datasets.shelf import Entry
from engine.imaging.decode import UnreadableError, decode
from engine.imaging.encode import jpeg
from engine.imaging.overlay import as_colour, enlarged, thumbnail

IMAGES = 5
HEIGHT, MOST_WIDTH = 32, 76  # pixels of one image in a strip
LONGEST = 240  # pixels of a strip; the images that are beyond are left out
GAP = 4  # pixels between two images
QUALITY = 80  # of the JPEG file: a third of the bytes of a PNG, of which a long shelf sends hundreds
BETWEEN = 150  # grey level of the gaps: visible on a light page and on a dark one


def kept(entry: Entry) -> bytes | None:
    """A dataset's strip as a JPEG file; None if it was not drawn yet, b"" if its images could not be read."""
    path = entry.folder / file_name(entry)
    return read_bytes(path) if path.exists() else None


def file_name(entry: Entry) -> str:
    """The file of a strip, which names what it shows, so that another dataset of the same name never shows it."""
    return f"strip-{entry.info.fingerprint[:12]}-{entry.info.drawing}.jpg"


def draw(entry: Entry) -> bytes:
    """Draws the strip of a dataset and keeps it, where its folder can be written; b"" if its images cannot be read."""
    try:
        ids = np.unique(np.linspace(0, entry.info.count - 1, IMAGES).astype(int)).tolist()
        strip = jpeg(joined([tile(file) for file in Dataset(entry.name).image_files(ids)]), QUALITY)
    except (ValueError, OSError, KeyError, IndexError, UnreadableError):
        strip = b""  # a dataset on the shelf may be damaged or drawn by fonts that are gone; its row stays
    with suppress(OSError):
        write_bytes(entry.folder / file_name(entry), strip)
    return strip


def tile(image_file: bytes) -> np.ndarray:
    """An image of a strip, uint8 RGB (HEIGHT, at most MOST_WIDTH, 3): scaled, never cut."""
    image = as_colour(thumbnail(enlarged(decode(image_file), HEIGHT), HEIGHT))
    if image.shape[1] > MOST_WIDTH:
        height = max(1, round(image.shape[0] * MOST_WIDTH / image.shape[1]))
        image = cv2.resize(image, (MOST_WIDTH, height), interpolation=cv2.INTER_AREA)
    above = (HEIGHT - image.shape[0]) // 2
    rows = ((above, HEIGHT - image.shape[0] - above), (0, 0), (0, 0))
    return np.pad(image, rows, constant_values=BETWEEN)


def joined(tiles: list[np.ndarray]) -> np.ndarray:
    """As many images as fit side by side, uint8 RGB (HEIGHT, at most LONGEST, 3)."""
    gap = np.full((HEIGHT, GAP, 3), BETWEEN, np.uint8)
    ends = np.cumsum([GAP + image.shape[1] for image in tiles]) - GAP
    shown = [image for image, end in zip(tiles, ends, strict=True) if end <= LONGEST]
    return np.concatenate([part for image in shown for part in (gap, image)][1:], axis=1)
