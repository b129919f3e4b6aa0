"""Pictures that lie in an array with one row each: in memory, on disk, or in an HDF5 file."""

import math
from collections.abc import Generator
from typing import Any

import numpy as np

from engine.collect.spec import CollectSpec
from engine.collect.tables.pixels import BATCH, Batch, images, is_unit, label_texts, layout, rows_at_once, to_uint8


class ArrayTable:
    """Rows of an array with a label each. `values` is read in slices, so it may lie on a disk.

    Raises ValueError when numbers of rows differ or the rows are no pictures.
    """

    def __init__(self, title: str, values: Any, labels: Any, spec: CollectSpec) -> None:
        self.title, self.values, self.spec = title, values, spec
        if values.dtype.kind not in "iufb":
            raise ValueError(f"{title} holds {values.dtype} where pixels should be; pixels are numbers from 0 to 255.")
        self.labels = label_texts(labels[:], title)
        self.count = len(self.labels)
        if len(values) != self.count or not self.count:
            raise ValueError(f"{title} must have one label for each picture; it has {self.count} for {len(values)}.")
        self.layout = layout(tuple(values.shape[1:]), spec.table_width, title)
        self.step = rows_at_once(values.dtype.itemsize * math.prod(values.shape[1:]))
        floats = values.dtype.kind == "f"
        self.unit = floats and is_unit(values[start : start + self.step] for start in range(0, self.count, self.step))

    def batches(self, start: int) -> Generator[Batch]:
        """The pictures and labels from a row on."""
        for first in range(start, self.count, self.step):
            rows = np.asarray(self.values[first : first + self.step])
            pixels = to_uint8(rows, self.unit, self.title, first)
            yield images(pixels, self.layout, self.spec.transpose), self.labels[first : first + self.step]

    def first_labels(self) -> list[str]:
        """The labels of the first rows."""
        return self.labels[:BATCH]


def paired(title: str, found: dict[str, Any], spec: CollectSpec) -> list[ArrayTable]:
    """The tables among named arrays: each array of pictures with the labels that are named alike.

    Names: images and labels, x and y, x_train and y_train ..., or as the spec says. Raises ValueError when that is
    not clear.
    """
    pictures = {name: each for name, each in found.items() if each.ndim >= 2}
    labels = {name: each for name, each in found.items() if each.ndim == 1 or each.shape[1:] == (1,)}
    if spec.pixels:
        pictures = {name: each for name, each in found.items() if name == spec.pixels}
    if spec.label:
        labels = {name: each for name, each in found.items() if name == spec.label}
    pictures = {name: each for name, each in pictures.items() if name not in labels or spec.pixels}
    tables = []
    for name, each in sorted(pictures.items()):
        fitting = [other for other in labels if len(labels[other]) == len(each) and other != name]
        alike = [other for other in fitting if key(other) == key(name)] or fitting
        if len(alike) != 1:
            there = ", ".join(f"{name} {each.shape}" for name, each in list(found.items())[:8])
            raise ValueError(f"{title} must name its labels; name pixels and label among: {there}.")
        flat = labels[alike[0]]
        tables.append(ArrayTable(f"{title}:{name}", each, flat[:].reshape(-1) if flat.ndim > 1 else flat, spec))
    if not tables:
        there = ", ".join(f"{name} {each.shape}" for name, each in list(found.items())[:8]) or "nothing"
        raise ValueError(f"{title} holds no array of pictures with labels; it holds {there}.")
    return tables


def key(name: str) -> str:
    """What two names have in common that belong together: x_train and y_train -> "_train"."""
    text = name.rpartition("/")[2].lower()
    for word in ("images", "image", "pixels", "data", "labels", "label", "targets", "target", "features", "x", "y"):
        if text.startswith(word) or text.endswith(word):
            return text.removeprefix(word).removesuffix(word).strip("_")
    return text
