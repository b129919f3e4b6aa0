"""How light the ink of an image is, and how far from its paper."""

import numpy as np

from engine.imaging.prepare import paper

INK_SHARE = 2  # per cent of the pixels that are surely ink


def ink(image: np.ndarray, sheet: int) -> int:
    """The lightness of what differs most from the paper's, in a grey image."""
    darkest, lightest = np.percentile(image.ravel(), (INK_SHARE, 100 - INK_SHARE))
    return int(darkest if sheet - darkest >= lightest - sheet else lightest)


def ink_and_paper(image: np.ndarray) -> tuple[int, int]:
    """The lightness of the ink and of the paper (0..255) of a grey image."""
    sheet = int(paper(image))
    return ink(image, sheet), sheet
