"""Converts numbers of a table to images: uint8 pixels of a shape that is detected or given."""

import math
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from typing import Any, NamedTuple

import numpy as np

from engine.imaging.decode import MAX_PIXELS

Batch = tuple[np.ndarray | Sequence[bytes], list[str]]
BATCH = 1000
BATCH_BYTES = 32_000_000


class Scale(NamedTuple):
    """The numbers that stand for black and white."""

    black: float
    white: float


BYTES = Scale(0, 255)
# Whites of 1 to 6 bits and of counts to 16, then of 8, 10, 12, 14 and 16 bits.
WHITES = (1, 3, 7, 15, 16, 31, 63, 255, 1023, 4095, 16_383, 65_535)
DARKEST_WHITE = 63  # bytes of which none is brighter use a quarter of their range
SIGNED = (0.5, 1)


class Layout(NamedTuple):
    """The arrangement of the numbers of a row: height, width, channels (1 or 3), and whether channels come first."""

    height: int
    width: int
    channels: int
    first: bool = False


def rows_at_once(size: int) -> int:
    """The number of rows of `size` bytes to read together."""
    return max(min(BATCH, BATCH_BYTES // size), 1)


def beginning(batches: Generator[Batch]) -> list[str]:
    """The labels of the first batch. Closes the batches."""
    with closing(batches):
        return next(iter(batches), (np.empty(0), []))[1]


def layout(shape: tuple[int, ...], width: int, title: str) -> Layout:
    """The layout of rows of this shape (without the row axis). width: of the images in pixels, 0 if unknown.

    Raises ValueError if images cannot have this shape.
    """
    if len(shape) == 1:
        arrangement = flat(shape[0], width, title)
    elif len(shape) == 2:
        arrangement = Layout(shape[0], shape[1], 1)
    elif len(shape) == 3 and shape[2] in (1, 3):
        arrangement = Layout(*shape)
    elif len(shape) == 3 and shape[0] in (1, 3):
        arrangement = Layout(shape[1], shape[2], shape[0], first=True)
    else:
        raise ValueError(
            f"images must be (height, width) or (height, width, 3); {title} has rows of shape {shape}. Reshape them."
        )
    if not 1 <= arrangement.height * arrangement.width <= MAX_PIXELS:
        raise ValueError(
            f"images must have 1 to {MAX_PIXELS // 10**6} million pixels; those of {title} are {arrangement.width} x "
            f"{arrangement.height}. Scale them down."
        )
    return arrangement


def image_layout(values: Any, width: int, title: str) -> Layout:
    """The layout of the rows of an array; of flat rows of colours, the one in which its first images are smoother."""
    arrangement = layout(tuple(values.shape[1:]), width, title)
    if values.ndim > 2 or arrangement.channels == 1:
        return arrangement
    rows = np.asarray(values[:BATCH]).astype(np.float32)
    planes = arrangement._replace(first=True)
    return min(arrangement, planes, key=lambda form: roughness(images(rows, form, False)))


def roughness(pictures: np.ndarray) -> float:
    """The mean difference between pixels side by side, of images (n, height, width, 3)."""
    return float(np.abs(np.diff(pictures, axis=2)).mean()) if pictures.shape[2] > 1 else 0.0


def flat(count: int, width: int, title: str) -> Layout:
    """The layout of `count` numbers in a flat row: of the given width, or else square, grey before colour."""
    side = math.isqrt(count)
    if width:
        if count % width:
            raise ValueError(
                f"table_width must divide the {count} pixels of each row of {title}; got {width}. Correct it."
            )
        return Layout(count // width, width, 1)
    if side * side == count:
        return Layout(side, side, 1)
    side = math.isqrt(count // 3)
    if 3 * side * side == count:
        return Layout(side, side, 3)
    raise ValueError(
        f"{title} has {count} pixels per row, which do not form a square image; give its width in table_width, or "
        "check that there is exactly one other column, the labels."
    )


def images(values: np.ndarray, form: Layout, transpose: bool) -> np.ndarray:
    """Reshapes rows of uint8 numbers to images, (n, h, w) or (n, h, w, 3)."""
    if form.first:
        values = np.moveaxis(values.reshape(len(values), form.channels, form.height, form.width), 1, -1)
    shaped = values.reshape(len(values), form.height, form.width, form.channels)
    if transpose:
        shaped = shaped.swapaxes(1, 2)
    return shaped[..., 0] if form.channels == 1 else shaped


def to_uint8(values: np.ndarray, scale: Scale, title: str, first: int) -> np.ndarray:
    """Converts numbers from black to white to uint8. first: the number of the first row, for errors.

    Raises ValueError for NaN and for numbers outside the range.
    """
    if values.dtype == np.uint8 and scale == BYTES:
        return values
    if values.dtype == bool:
        return values.astype(np.uint8) * 255
    if values.dtype.kind not in "iuf":
        raise ValueError(
            f"pixels must be numbers from 0 to 255; {title} has {values.dtype} instead. Choose another column."
        )
    wrong = ~((values >= scale.black) & (values <= scale.white))
    if wrong.any():
        row, *_ = np.argwhere(wrong)[0]
        came = values[wrong][0]
        raise ValueError(
            f"pixels must be numbers from {scale.black:g} to {scale.white:g}; {title} has {came:g} in row "
            f"{first + int(row) + 1}. Correct or remove the row."
        )
    if scale == BYTES:
        return np.rint(values).astype(np.uint8)
    wide = values.astype(np.float64 if values.dtype == np.float64 else np.float32)
    return np.rint(np.subtract(wide, scale.black) * (255 / (scale.white - scale.black))).astype(np.uint8)


def scale_of(blocks: Iterable[np.ndarray]) -> Scale:
    """The scale of all pixels of a table: the narrowest usual one that holds their range.

    0 to 255 if they are out of every range, so that `to_uint8` names the first wrong one.
    """
    low, high, words = 0.0, 0.0, False
    for block in blocks:
        low, high = min(low, float(np.nanmin(block, initial=0))), max(high, float(np.nanmax(block, initial=0)))
        words = block.dtype.kind in "iu" and block.dtype.itemsize == 2
        if block.dtype == np.uint8 and high > DARKEST_WHITE:
            return BYTES
    if low < 0:
        return next((Scale(-end, end) for end in SIGNED if -end <= low and high <= end), BYTES)
    # More than 255 is a mistake, unless the numbers are stored in 16 bits.
    white = next((end for end in WHITES if 0 < high <= end and (words or end <= 255)), 255)
    return Scale(0, white)


def scale_note(scale: Scale, title: str) -> str:
    """One sentence on a scale other than that of bytes; "" for bytes."""
    if scale == BYTES:
        return ""
    return f"The pixels of {title} are taken to range from {scale.black:g} (black) to {scale.white:g} (white)."


def label_texts(values: Sequence[Any] | np.ndarray, title: str) -> list[str]:
    """Converts labels of any type to texts: 7, 7.0 and b"7" become "7". Raises ValueError unless they are (n,)."""
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(
            f"each image must have one label; {title} has labels of shape {array.shape}. Choose another array."
        )
    if array.dtype.kind in "iub":
        return [str(int(label)) for label in array.tolist()]
    if array.dtype.kind == "f":
        return ["" if math.isnan(label) else f"{label:g}" for label in array.tolist()]
    return [text_of(label) for label in array.tolist()]


def text_of(value: Any) -> str:
    """Converts one label to text; None becomes ""."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return f"{value:g}" if isinstance(value, float) else str(value)
