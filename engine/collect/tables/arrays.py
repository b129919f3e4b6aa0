"""Tables of images that are rows of an array: in memory, on disk, or in an HDF5 file."""

import math
from collections.abc import Generator, Mapping
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from engine.collect.spec import CollectSpec
from engine.collect.tables.array_labels import Labels, read_labels
from engine.collect.tables.array_names import class_names, common_words, role_of
from engine.collect.tables.pixels import (
    BATCH,
    Batch,
    image_layout,
    images,
    rows_at_once,
    scale_note,
    scale_of,
    to_uint8,
)

FEWEST_PIXELS = 16  # arrays of shorter rows beside images are maps of classes or the like


class ArrayTable:
    """Rows of an array with one label each. `values` is read in slices, so it may be on disk.

    notes: how it was read. Raises ValueError if the numbers of rows differ or the rows are not images.
    """

    def __init__(self, title: str, values: Any, labels: Any, spec: CollectSpec) -> None:
        if values.dtype.kind not in "iufb":
            raise ValueError(
                f"pixels must be numbers from 0 to 255; {title} has {values.dtype} instead. Choose another array."
            )
        self.title, self.spec = title, spec
        self.values = images_first(values, labels)
        self.read = labels if isinstance(labels, Labels) else read_labels(labels[:], len(self.values), title, spec)
        self.count = len(self.read.texts)
        if len(self.values) != self.count or not self.count:
            raise ValueError(
                f"each image must have one label; {title} has {self.count} labels for {len(self.values)} images. "
                "Correct it."
            )
        self.step = rows_at_once(values.dtype.itemsize * math.prod(self.values.shape[1:]))
        self.layout = image_layout(self.values, spec.table_width, title)
        self.scale = scale_of(
            np.asarray(self.values[start : start + self.step]) for start in range(0, self.count, self.step)
        )
        self.symbols = self.read.symbols
        self.notes = [note for note in (self.read.note, scale_note(self.scale, title)) if note]

    def batches(self, start: int) -> Generator[Batch]:
        """Yields images and labels from row `start` on."""
        for first in range(start, self.count, self.step):
            rows = np.asarray(self.values[first : first + self.step])
            pixels = to_uint8(rows, self.scale, self.title, first)
            yield images(pixels, self.layout, self.spec.transpose), self.read.texts[first : first + self.step]

    def first_labels(self) -> list[str]:
        """The labels of the first batch."""
        return self.read.texts[:BATCH]


def images_first(values: Any, labels: Any) -> Any:
    """The array with its axis of images first. MATLAB stores images along the last axis, labels as (1, n) or (n, 1)."""
    count = len(labels.texts) if isinstance(labels, Labels) else next((n for n in labels.shape if n > 1), 1)
    lengths = {count} if isinstance(labels, Labels) else set(labels.shape)
    if values.ndim < 3 or len(values) in lengths or values.shape[-1] not in lengths:
        return values
    # An array that MATLAB wrote to HDF5 can be read in this order.
    return values.from_last() if hasattr(values, "from_last") else np.moveaxis(np.asarray(values[:]), -1, 0)


def paired(title: str, arrays: Mapping[str, Any], spec: CollectSpec) -> list[ArrayTable]:
    """Pairs each array of images with its array of labels, by their names and numbers of rows.

    Names: images and labels, x and y, x_train and y_train ..., or those of the spec. Without labels, arrays are taken
    as one for each class. Raises ValueError if the pairs are ambiguous, or there is no array of images.
    """
    pictures = {name: values for name, values in arrays.items() if is_images(name, values, spec)}
    if any(math.prod(values.shape[1:]) >= FEWEST_PIXELS for values in pictures.values()) and not spec.pixels:
        pictures = {name: values for name, values in pictures.items() if math.prod(values.shape[1:]) >= FEWEST_PIXELS}
    tables = []
    for name, values in sorted(pictures.items()):
        fitting = labels_for(name, values, arrays, pictures, spec)
        if len(fitting) > 1 or (not fitting and len(pictures) == 1):
            raise ValueError(f"pixels and label must name the arrays of {title}; choose among: {listing(arrays)}.")
        if fitting:
            tables.append(ArrayTable(f"{title}:{name}", values, arrays[fitting[0]], spec))
    if not tables and len(pictures) > 1:
        return one_for_each_class(title, pictures, spec)
    if not tables:
        raise ValueError(
            f"{title} must contain an array of images with labels; it contains {listing(arrays) or 'nothing'}. Give "
            "another file."
        )
    return tables


def is_images(name: str, values: Any, spec: CollectSpec) -> bool:
    """Whether an array of a file is one of images: the one of the spec, or by its shape and name."""
    if spec.pixels or name == spec.label:
        return name == spec.pixels
    wide = values.ndim >= 3 or (values.ndim == 2 and min(values.shape) > 1)
    return values.dtype.kind in "iufb" and wide and role_of(name) != "labels"


def labels_for(
    name: str, values: Any, arrays: Mapping[str, Any], pictures: Mapping[str, Any], spec: CollectSpec
) -> list[str]:
    """The names of the arrays that may hold the labels of an array of images, only the most similar ones."""
    if spec.label:
        return [other for other in arrays if other == spec.label]
    ends = {len(values), values.shape[-1]} if values.ndim >= 3 else {len(values)}
    others = [other for other in arrays if other not in pictures and other != name and ends & set(arrays[other].shape)]
    parent = PurePosixPath(name).parent
    near = [other for other in others if PurePosixPath(other).parent == parent] or others
    similar = [other for other in near if common_words(other) == common_words(name)] or near
    return [other for other in similar if role_of(other) == "labels"] or similar


def one_for_each_class(title: str, pictures: Mapping[str, Any], spec: CollectSpec) -> list[ArrayTable]:
    """A table for each array, whose images all have its name as their label, without what all names share."""
    names = class_names(list(pictures))
    if len(set(names)) < len(names) or not all(names):
        raise ValueError(f"pixels and label must name the arrays of {title}; choose among: {listing(pictures)}.")
    return [
        ArrayTable(f"{title}:{key}", values, Labels([label] * len(values)), spec)
        for (key, values), label in zip(pictures.items(), names, strict=True)
    ]


def listing(arrays: Mapping[str, Any]) -> str:
    """The names and shapes of the first arrays."""
    return ", ".join(f"{name} {values.shape}" for name, values in list(arrays.items())[:8])
