"""From numbers in a table to pictures: uint8 pixels of a shape that is found or given, or a sentence why not."""

import math
from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Any, NamedTuple

import numpy as np

from engine.imaging.decode import MAX_PIXELS

Batch = tuple[np.ndarray | Sequence[bytes], list[str]]
BATCH = 1000
BATCH_BYTES = 64_000_000


class Layout(NamedTuple):
    """How the numbers of one row lie: height, width, channels (1 or 3), and whether the channels come first."""

    height: int
    width: int
    channels: int
    first: bool = False


def rows_at_once(size: int) -> int:
    """How many rows of `size` bytes are read together."""
    return max(min(BATCH, BATCH_BYTES // size), 1)


def beginning(batches: Generator[Batch]) -> list[str]:
    """The labels of the first rows; closes the batches."""
    with closing(batches):
        return next(iter(batches), (np.empty(0), []))[1]


def layout(shape: tuple[int, ...], width: int, title: str) -> Layout:
    """The layout of rows of this shape (without the row axis); `width` in pixels where it is known, otherwise 0.

    Raises ValueError when no picture has this shape.
    """
    if len(shape) == 1:
        found = flat(shape[0], width, title)
    elif len(shape) == 2:
        found = Layout(shape[0], shape[1], 1)
    elif len(shape) == 3 and shape[2] in (1, 3):
        found = Layout(*shape)
    elif len(shape) == 3 and shape[0] in (1, 3):
        found = Layout(shape[1], shape[2], shape[0], first=True)
    else:
        raise ValueError(f"{title} has rows of shape {shape}; a picture is (height, width) or (height, width, 3).")
    if not 1 <= found.height * found.width <= MAX_PIXELS:
        raise ValueError(
            f"{title} has pictures of {found.width} x {found.height} pixels; 1 to {MAX_PIXELS // 10**6} million can be "
            "read."
        )
    return found


def flat(count: int, width: int, title: str) -> Layout:
    """The layout of `count` numbers in a line: of the given width, or square, grey before colour."""
    side = math.isqrt(count)
    if width:
        if count % width:
            raise ValueError(f"{title} has {count} pixels a row, no multiple of the width {width}; correct it.")
        return Layout(count // width, width, 1)
    if side * side == count:
        return Layout(side, side, 1)
    side = math.isqrt(count // 3)
    if 3 * side * side == count:
        return Layout(side, side, 3)
    raise ValueError(
        f"{title} has {count} pixels a row, which is no square picture; give its width in table_width, or check that "
        "there is one column of labels and no other."
    )


def images(values: np.ndarray, form: Layout, transpose: bool) -> np.ndarray:
    """Rows of uint8 numbers as pictures, (n, h, w) or (n, h, w, 3)."""
    if form.first:
        values = np.moveaxis(values.reshape(len(values), form.channels, form.height, form.width), 1, -1)
    shaped = values.reshape(len(values), form.height, form.width, form.channels)
    if transpose:
        shaped = shaped.swapaxes(1, 2)
    return shaped[..., 0] if form.channels == 1 else shaped


def to_uint8(values: np.ndarray, unit: bool, title: str, first: int) -> np.ndarray:
    """Numbers 0-255, or where `unit` 0-1, as uint8. `first`: the number of the first row, for the sentence.

    Raises ValueError for what is no number (NaN) or outside the range.
    """
    if values.dtype == np.uint8:
        return values
    if values.dtype == bool:
        return values.astype(np.uint8) * 255
    if values.dtype.kind not in "iuf":
        raise ValueError(f"{title} holds {values.dtype} where pixels should be; pixels are numbers from 0 to 255.")
    most = 1 if unit else 255
    wrong = ~((values >= 0) & (values <= most))
    if wrong.any():
        row, *_ = np.argwhere(wrong)[0]
        came = values[wrong][0]
        raise ValueError(
            f"{title} has the pixel {came:g} in row {first + int(row) + 1}; pixels are numbers from 0 to {most}. "
            "Correct or remove the row."
        )
    return np.rint(values * 255 if unit else values).astype(np.uint8)


def is_unit(batches: Any) -> bool:
    """Whether floating-point pixels run from 0 to 1 rather than from 0 to 255: none is larger than 1."""
    return all(bool(np.nanmax(each, initial=0) <= 1) for each in batches)


def label_texts(values: Sequence[Any] | np.ndarray, title: str) -> list[str]:
    """Labels of any kind as texts: 7, 7.0 and b"7" are "7". Raises ValueError for what is no label."""
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{title} has labels of shape {array.shape}; one label for each picture is needed.")
    if array.dtype.kind in "iub":
        return [str(each) for each in array.tolist()] if array.dtype != bool else [str(int(each)) for each in array]
    if array.dtype.kind == "f":
        return ["" if math.isnan(each) else f"{each:g}" for each in array.tolist()]
    return [text_of(each) for each in array.tolist()]


def text_of(value: Any) -> str:
    """One label as text; nothing is ""."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return f"{value:g}" if isinstance(value, float) else str(value)
