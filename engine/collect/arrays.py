"""A dataset from arrays in memory, such as scikit-learn's digits."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import dataset, shard, storage
from engine.collect.pictures import check, row
from engine.collect.run import kind_of
from engine.imaging.encode import png


def from_arrays(
    name: str, images: Sequence[np.ndarray] | np.ndarray, texts: Sequence[str], groups: Sequence[str] | None = None
) -> dataset.DatasetInfo:
    """Stores images, each uint8 (h, w) grey or (h, w, 3) RGB, with their labels as the dataset `name`.

    Raises ValueError when numbers differ, a label is empty, or an array is no image; FileExistsError when the name
    is taken.
    """
    storage.check_name(name, "dataset")
    if not len(images) == len(texts) == len(groups if groups is not None else texts) or not len(images):
        raise ValueError(f"there must be one label for each image, and some; got {len(images)} and {len(texts)}.")
    if not all(texts):
        raise ValueError("every image needs a label of at least one symbol; some have none.")
    build = storage.make_folder(storage.datasets_folder() / f".building-{name}")
    for index in range(-(-len(images) // shard.ROWS)):
        places = range(index * shard.ROWS, min((index + 1) * shard.ROWS, len(images)))
        rows = [as_row(images[i], f"{i}.png", str(texts[i]), groups[i] if groups is not None else None) for i in places]
        shard.write(build, index, rows)
    info = dataset.finish(build, kind_of(build), "arrays", {})
    dataset.publish(build, name)
    return info


def as_row(image: np.ndarray, path: str, text: str, group: str | None) -> dict[str, Any]:
    """A dataset's row of one array."""
    if image.dtype != np.uint8 or not (image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3)) or not image.size:
        raise ValueError(
            f"{path} must be uint8 of shape (height, width) or (height, width, 3); got {image.dtype} {image.shape}."
        )
    data = png(image)
    picture = check(data)
    if isinstance(picture, str):
        raise ValueError(f"{path}: {picture}")
    return row(picture, data, path, text, group)
