"""Labels in arrays: one for each image, one-hot, or one for each place of a text."""

from typing import Any, NamedTuple

import numpy as np

from engine.collect.formats import Format
from engine.collect.labels.symbols import expand
from engine.collect.spec import CollectSpec
from engine.collect.tables.pixels import label_texts, text_of

FORMATS = (
    Format("labels", "one label for each image", "y (n,) or (n, 1)", "A number or a text."),
    Format("labels", "one-hot labels", "y (n, classes)", "The place of the 1 is the label."),
    Format(
        "labels", "a label for each place", "y (n, places)", "Digits are joined, other numbers with `--number-symbols`."
    ),
    Format("labels", "one-hot for each place", "y (n, places, classes) or (places, n, classes)", "As above."),
)
PADDING = -1  # fills short labels up


class Labels(NamedTuple):
    """The labels of images. note: how they were read, one sentence or "". symbols: numbers are symbols already."""

    texts: list[str]
    note: str = ""
    symbols: bool = False


def read_labels(values: Any, count: int, title: str, spec: CollectSpec) -> Labels:
    """Reads the labels of `count` images from an array of any of the shapes above, in any order of its axes.

    Raises ValueError if it does not have one label for each image.
    """
    array = np.asarray(values)
    if array.dtype == object:
        array = plain(array)
    shape = array.shape
    array = samples_first(array, count)
    if array.ndim == 1:
        return Labels(label_texts(array, title))
    if array.ndim == 2 and is_one_hot(array):
        return Labels(label_texts(array.argmax(axis=1), title), f"Labels of shape {shape} are one-hot.")
    if array.ndim == 3 and is_one_hot(array):
        array = array.argmax(axis=2)
    if array.ndim != 2 or len(array) != count or array.shape[1] > 100:
        raise ValueError(
            f"each image must have one label; {title} has labels of shape {shape} for {count} images. Choose another "
            "array."
        )
    return Labels(
        joined(array, title, spec), f"Labels of shape {shape} are joined to texts.", bool(spec.number_symbols)
    )


def plain(array: np.ndarray) -> np.ndarray:
    """An array of objects, such as the cells of MATLAB, as numbers or texts."""
    items = [item.reshape(-1)[0] if isinstance(item, np.ndarray) and item.size == 1 else item for item in array.flat]
    if all(isinstance(item, (int, float, np.number)) for item in items):
        return np.array(items).reshape(array.shape)
    texts = np.empty(len(items), object)
    texts[:] = [text_of(item) for item in items]
    return texts.reshape(array.shape)


def samples_first(array: np.ndarray, count: int) -> np.ndarray:
    """The array with the axis of images first, and without axes of length 1."""
    axis = next((axis for axis, length in enumerate(array.shape) if length == count), None)
    if axis is None:
        return array
    array = np.moveaxis(array, axis, 0)
    return array.reshape(count, *(length for length in array.shape[1:] if length > 1))


def is_one_hot(array: np.ndarray) -> bool:
    """Whether each of the last axis has a single 1 among zeros."""
    if array.dtype.kind not in "iufb" or array.shape[-1] < 2:
        return False
    return bool(((array == 0) | (array == 1)).all() and (array.sum(axis=-1) == 1).all())


def joined(array: np.ndarray, title: str, spec: CollectSpec) -> list[str]:
    """The labels of places joined to texts, (n, places). Raises ValueError for numbers that are not digits."""
    if array.dtype.kind in "USO":
        return ["".join(map(text_of, row)) for row in array.tolist()]
    symbols = expand(spec.number_symbols) or "0123456789"
    numbers = array.astype(float) - (spec.first_number if spec.number_symbols else 0)
    padded = array == PADDING
    if not ((numbers == np.rint(numbers)) & (numbers >= 0) & (numbers < len(symbols)) | padded).all():
        raise ValueError(
            f"{title} has labels of shape {array.shape} from {array.min():g} to {array.max():g}, one for each place; "
            "give the symbols that these numbers stand for in number_symbols, such as 0-9A-Z."
        )
    cells = np.where(padded, "", np.array(list(symbols))[np.where(padded, 0, numbers).astype(int)])
    return ["".join(row) for row in cells.tolist()]
