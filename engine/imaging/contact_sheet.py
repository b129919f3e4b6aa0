"""Many pictures on one sheet."""

import numpy as np

WIDEST = 1200  # pixels
GAP = 2  # pixels
GROUND = 128


def sheet(images: np.ndarray) -> np.ndarray:
    """Equal-sized images uint8 (n, h, w, c) in rows on a grey sheet of at most WIDEST pixels, or one image's width."""
    count, height, width, channels = images.shape
    columns = max(1, min(count, WIDEST // (width + GAP)))
    rows = -(-count // columns)
    whole = np.full((rows * (height + GAP), columns * (width + GAP), channels), GROUND, np.uint8)
    for index, image in enumerate(images):
        top, left = index // columns * (height + GAP), index % columns * (width + GAP)
        whole[top : top + height, left : left + width] = image
    return whole
