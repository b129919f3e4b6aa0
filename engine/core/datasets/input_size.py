"""The size at which a net sees the images of a dataset, chosen so that text stays legible."""

import math

import numpy as np

from engine.core.datasets.dataset import Dataset
from engine.core.datasets.spread import spread_images
from engine.imaging.appearance import ink_size

TALLEST, WIDEST = 96, 320  # pixels; larger images are scaled down to these, unless their symbols become too small
SYMBOL = 28  # pixels that a symbol keeps across where its text is small in a large image; at 12 nets read little
MOST_PIXELS = 64_000  # of an image; time and memory of a training grow with them
MEASURED = 40  # images, spread over the dataset


def scale_for(source: Dataset, width: float, height: float) -> float:
    """By how much images of this size, in pixels, are scaled down: 0..1, 1 for images that are small enough.

    Text that is small in a large image keeps SYMBOL pixels a symbol, up to MOST_PIXELS an image.
    """
    scale = min(1.0, TALLEST / height, WIDEST / width)
    if scale == 1:
        return scale
    symbol = symbol_size(source)
    largest = max(scale, min(1.0, math.sqrt(MOST_PIXELS / (width * height))))
    return float(np.clip(SYMBOL / symbol, scale, largest)) if symbol else scale


def symbol_size(source: Dataset) -> float:
    """The median size of a symbol in pixels, from the ink of some images and the length of their texts; 0 without ink.

    Text may run along either side of an image: a symbol is as large as the shorter side of the ink, and at most as the
    longer side divided by the number of symbols.
    """
    texts, sizes = source.frame(["text"])["text"], []
    for row, image in spread_images(source, source.part_ids("all"), MEASURED):
        ink = ink_size(image)
        if ink:
            sizes.append(min(*ink, max(ink) / max(1, len(texts[row]))))
    return float(np.median(sizes)) if sizes else 0.0
