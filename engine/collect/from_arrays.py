"""Makes a dataset from arrays in memory, such as scikit-learn's digits."""

from collections.abc import Sequence

import numpy as np

from engine.collect.images import check_all, from_files
from engine.core.datasets import shard
from engine.core.datasets.info import DatasetInfo
from engine.core.datasets.write import finish_dataset, publish_dataset
from engine.core.storage.folders import make_folder
from engine.core.storage.paths import check_name, datasets_folder
from engine.imaging.encode import png


def from_arrays(
    name: str, images: Sequence[np.ndarray] | np.ndarray, texts: Sequence[str], groups: Sequence[str] | None = None
) -> DatasetInfo:
    """Stores images, each uint8 (h, w) grey or (h, w, 3) RGB, with their labels as the dataset `name`.

    Raises ValueError if numbers differ, a label is empty, or an array is not an image; FileExistsError if the name is
    taken.
    """
    check_name(name, "dataset")
    if not len(images) == len(texts) == len(groups if groups is not None else texts) or not len(images):
        raise ValueError(
            f"every image must have one label; got {len(images)} images and {len(texts)} labels. Give as many of both."
        )
    if not all(texts):
        raise ValueError(
            "every image must have a label of at least one symbol; some have none. Label or remove those images."
        )
    build = make_folder(datasets_folder() / f".building-{name}")
    for start in range(0, len(images), shard.ROWS):
        places = range(start, min(start + shard.ROWS, len(images)))
        files = [file_of(images[place], f"{place}.png") for place in places]
        stored = from_files(files, check_all(files))
        for place, reason in stored.reasons.items():
            raise ValueError(f"{start + place}.png: {reason}")
        paths, labels = [f"{place}.png" for place in places], [str(texts[place]) for place in places]
        row_groups = [groups[place] if groups is not None else None for place in places]
        table = shard.table(stored.files, paths, labels, row_groups, stored.columns)
        shard.write_table(build, start // shard.ROWS, table)
    info = finish_dataset(build, "auto", "arrays", {})
    publish_dataset(build, name)
    return info


def file_of(image: np.ndarray, path: str) -> bytes:
    """Encodes an array as a PNG file. Raises ValueError if it is not an image."""
    if image.dtype != np.uint8 or not (image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3)) or not image.size:
        raise ValueError(
            f"{path} must be uint8 of shape (height, width) or (height, width, 3); got {image.dtype} {image.shape}. "
            "Convert it."
        )
    return png(image)
