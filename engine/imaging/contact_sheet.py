"""Contact sheets: many images in one."""

import numpy as np

WIDEST = 1200  # pixels
GAP = 2  # pixels
BACKGROUND = 128


def sheet(images: np.ndarray) -> np.ndarray:
    """Equal-sized images uint8 (n, h, w, c) in rows on a grey sheet at most WIDEST pixels wide, or one image wide."""
    count, height, width, channels = images.shape
    columns = max(1, min(count, WIDEST // (width + GAP)))
    rows = -(-count // columns)
    contact_sheet = np.full((rows * (height + GAP), columns * (width + GAP), channels), BACKGROUND, np.uint8)
    for index, image in enumerate(images):
        top, left = index // columns * (height + GAP), index % columns * (width + GAP)
        contact_sheet[top : top + height, left : left + width] = image
    return contact_sheet
