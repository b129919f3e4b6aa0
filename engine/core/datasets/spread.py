"""Some images of a dataset, spread over all of them, to measure what the whole is like."""

from collections.abc import Iterator

import numpy as np

from engine.core.datasets.dataset import Dataset
from engine.imaging.decode import UnreadableError, decode


def spread_images(source: Dataset, ids: np.ndarray, most: int) -> Iterator[tuple[int, np.ndarray]]:
    """Up to `most` of these rows, evenly spread: id and image, uint8 (h, w) or (h, w, 3).

    Images that cannot be decoded are skipped; training reports them.
    """
    chosen = ids[:: max(1, -(-len(ids) // most))]
    for row, data in zip(chosen.tolist(), source.image_files(chosen), strict=True):
        try:
            yield row, decode(data)
        except UnreadableError:
            continue
