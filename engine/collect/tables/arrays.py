"""Tables of images that are rows of an array: in memory, on disk, or in an HDF5 file."""

import math
from collections.abc import Generator
from typing import Any

import numpy as np

from engine.collect.spec import CollectSpec
from engine.collect.tables.pixels import BATCH, Batch, images, is_unit, label_texts, layout, rows_at_once, to_uint8


class ArrayTable:
    """Rows of an array with one label each. `values` is read in slices, so it may be on disk.

    Raises ValueError if the numbers of rows differ or the rows are not images.
    """

    def __init__(self, title: str, values: Any, labels: Any, spec: CollectSpec) -> None:
        self.title, self.values, self.spec = title, values, spec
        if values.dtype.kind not in "iufb":
            raise ValueError(
                f"pixels must be numbers from 0 to 255; {title} has {values.dtype} instead. Choose another array."
            )
        self.labels = label_texts(labels[:], title)
        self.count = len(self.labels)
        if len(values) != self.count or not self.count:
            raise ValueError(
                f"each image must have one label; {title} has {self.count} labels for {len(values)} images. Correct it."
            )
        self.layout = layout(tuple(values.shape[1:]), spec.table_width, title)
        self.step = rows_at_once(values.dtype.itemsize * math.prod(values.shape[1:]))
        floats = values.dtype.kind == "f"
        self.unit = floats and is_unit(values[start : start + self.step] for start in range(0, self.count, self.step))

    def batches(self, start: int) -> Generator[Batch]:
        """Yields images and labels from row `start` on."""
        for first in range(start, self.count, self.step):
            rows = np.asarray(self.values[first : first + self.step])
            pixels = to_uint8(rows, self.unit, self.title, first)
            yield images(pixels, self.layout, self.spec.transpose), self.labels[first : first + self.step]

    def first_labels(self) -> list[str]:
        """The labels of the first batch."""
        return self.labels[:BATCH]


def paired(title: str, arrays: dict[str, Any], spec: CollectSpec) -> list[ArrayTable]:
    """Pairs each array of images with the array of labels of a similar name.

    Names: images and labels, x and y, x_train and y_train ..., or those of the spec. Raises ValueError if the pairs
    are ambiguous.
    """
    images = {name: values for name, values in arrays.items() if values.ndim >= 2}
    labels = {name: values for name, values in arrays.items() if values.ndim == 1 or values.shape[1:] == (1,)}
    if spec.pixels:
        images = {name: values for name, values in arrays.items() if name == spec.pixels}
    if spec.label:
        labels = {name: values for name, values in arrays.items() if name == spec.label}
    images = {name: values for name, values in images.items() if name not in labels or spec.pixels}
    tables = []
    for name, values in sorted(images.items()):
        fitting = [other for other in labels if len(labels[other]) == len(values) and other != name]
        similar = [other for other in fitting if common_name(other) == common_name(name)] or fitting
        if len(similar) != 1:
            raise ValueError(f"pixels and label must name the arrays of {title}; choose among: {listing(arrays)}.")
        texts = labels[similar[0]]
        tables.append(ArrayTable(f"{title}:{name}", values, texts[:].reshape(-1) if texts.ndim > 1 else texts, spec))
    if not tables:
        raise ValueError(
            f"{title} must contain an array of images with labels; it contains {listing(arrays) or 'nothing'}. Give "
            "another file."
        )
    return tables


def listing(arrays: dict[str, Any]) -> str:
    """The names and shapes of the first arrays."""
    return ", ".join(f"{name} {values.shape}" for name, values in list(arrays.items())[:8])


def common_name(name: str) -> str:
    """The name of an array without words for images or labels: x_train and y_train -> "train"."""
    text = name.rpartition("/")[2].lower()
    for word in ("images", "image", "pixels", "data", "labels", "label", "targets", "target", "features", "x", "y"):
        if text.startswith(word) or text.endswith(word):
            return text.removeprefix(word).removesuffix(word).strip("_")
    return text
