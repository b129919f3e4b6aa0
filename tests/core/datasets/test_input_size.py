"""Symbols stay legible in large images, and images that are small enough keep their size."""

import cv2
import numpy as np
import pytest

from engine.collect.from_arrays import from_arrays
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.input_size import MOST_PIXELS, SYMBOL, symbol_size
from engine.core.datasets.preprocessing import preparation_for
from engine.imaging.preprocess import Preprocessing


def written(text: str, height: int, width: int, gradient: int = 0) -> np.ndarray:
    """A text across an image, its symbols as far apart as they are wide, uint8 (height, width)."""
    paper = np.tile(np.linspace(235 - gradient, 235, width).astype(np.uint8), (height, 1))
    pitch = (width - 20) / len(text)
    for place, symbol in enumerate(text):
        at = (round(10 + place * pitch), height // 2 + round(pitch / 2))
        cv2.putText(
            paper, symbol, at, cv2.FONT_HERSHEY_SIMPLEX, pitch / 24, 60 - gradient // 4, max(1, round(pitch / 8))
        )
    return paper


def size_of(height: int, width: int, symbols: int, gradient: int = 0) -> tuple[int, int, float]:
    """Width and height that a net gets for such images, and the pixels of a symbol in them."""
    texts = ["".join(row) for row in np.random.default_rng(1).choice(list("ABDEHKMNPRSX"), (30, symbols))]
    name = f"d{height}x{width}-{symbols}-{gradient}"
    from_arrays(name, np.stack([written(text, height, width, gradient) for text in texts]), texts)
    preparation = preparation_for(open_dataset(name), Preprocessing())
    across = symbol_size(open_dataset(name)) * preparation.width / width
    return preparation.width, preparation.height, across


@pytest.mark.parametrize(("height", "width", "symbols"), [(350, 350, 8), (900, 900, 6), (600, 200, 5), (120, 800, 9)])
@pytest.mark.parametrize("gradient", [0, 120])
def test_symbols_of_large_images_stay_legible(home, height, width, symbols, gradient):
    shown_width, shown_height, across = size_of(height, width, symbols, gradient)
    assert across >= 0.75 * SYMBOL and shown_width * shown_height <= 1.01 * MOST_PIXELS
    assert shown_width / shown_height == pytest.approx(width / height, rel=0.05)


@pytest.mark.parametrize(
    ("height", "width", "symbols", "expected"),
    [(28, 28, 1, (28, 28)), (50, 200, 5, (200, 50)), (150, 150, 1, (96, 96)), (120, 200, 4, (160, 96))],
)
def test_images_whose_symbols_are_large_keep_the_usual_size(home, height, width, symbols, expected):
    assert size_of(height, width, symbols)[:2] == expected
