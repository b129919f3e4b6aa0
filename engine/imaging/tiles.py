"""Where the symbols of many texts stand, and how each is turned, stretched and warped: the geometry of an image."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

import cv2
import numpy as np

from engine.imaging.fonts import FINE, MARGIN, Glyph, blank_width, glyph

TOGETHER = 16  # tiles that are looked up at once: as many as stay in a processor's cache


class Symbol(NamedTuple):
    """How one symbol of the text is drawn; shares are of the symbol's own tile."""

    text: str
    font: str  # path
    size: int  # pixels
    angle: float  # degrees, counter-clockwise
    corners: Sequence[float]  # x and y shift of two corners, in shares; the other two mirror them
    blank: int  # font size of the empty place before it, in pixels; 0 for none
    steps: Sequence[float]  # steps back after the empty place and after the symbol, in shares 0..1 of the largest
    shear: float = 0  # how far the top leans to the right, as a share of the height
    shift: float = 0  # how far down it stands, as a share of the image's height
    ink: str = ""  # "#rrggbb" where it has an ink of its own


class Line(NamedTuple):
    """A text's tiles, uint8 with 1 where ink is, each with its left and upper edge, and the width of all of them and
    of the empty places side by side; lengths in pixels. An edge may be negative."""

    tiles: tuple[np.ndarray, ...]
    x: tuple[int, ...]
    y: tuple[int, ...]
    width: int


def lines_of(rows: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    """The lines of the texts of some rows, each of at least one symbol; what they share is worked out once."""
    symbols = [symbol for row in rows for symbol in row["symbols"]]
    texts, names, sizes, angles, corners, blanks, steps, shears, shifts, _ = zip(*symbols, strict=True)
    glyphs = list(map(glyph, names, sizes, texts))
    shapes = np.array([each[1:] for each in glyphs])
    empty = np.array([blank_width(name, size) if size else 0 for name, size in zip(names, blanks, strict=True)])
    counts, *sides = (np.array(each) for each in zip(*map(extent, rows), strict=True))
    x, widths = places(shapes[:, 2], empty, np.array(steps), counts, sides)
    height = np.repeat(sides[1], counts)
    y = ((height - shapes[:, 3]) / 2).astype(np.int64) + (np.array(shifts) * height).astype(np.int64)
    factors = quadrilaterals(shapes, np.array(angles), np.array(corners), np.array(shears))
    placed = zip(masks(glyphs, factors.astype(np.float32)), x.tolist(), y.tolist(), strict=True)
    for count, width in zip(counts.tolist(), widths.tolist(), strict=True):
        tiles, left, top = zip(*islice(placed, count), strict=True)
        yield Line(tiles, left, top, width)


def extent(row: Mapping[str, Any]) -> tuple[int, int, int, float, bool]:
    """What the place of a row's symbols follows from: their number, width, height, overlap, and if it is centred."""
    return len(row["symbols"]), row["width"], row["height"], row["overlap"], row["align"] == "centre"


def places(
    wide: np.ndarray, empty: np.ndarray, steps: np.ndarray, counts: np.ndarray, sides: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """The left edge of each symbol's tile, and each row's width of all tiles and empty places side by side.

    wide, empty: width of each tile and of the empty place before it (0 for none); steps (tiles, 2); counts: symbols of
    each row; sides: width, height, overlap and centring of each row. Lengths in pixels.
    """
    width, _, overlap, centred = sides
    first = np.cumsum(counts) - counts
    lines = np.add.reduceat(wide + empty, first)
    mean = lines // counts
    back = (steps * np.repeat((overlap * mean).astype(np.int64) + 1, counts)[:, None]).astype(np.int64)
    before, after = np.where(empty > 0, empty - back[:, 0], 0), wide - back[:, 1]
    ends = np.cumsum(before + after)
    start = (mean * 0.1).astype(np.int64) + centred * (np.maximum(width - lines, 0) // 2)
    return ends - after + np.repeat(start - (ends - before - after)[first], counts), lines


def masks(glyphs: Sequence[Glyph], factors: np.ndarray) -> Iterator[np.ndarray]:
    """Each symbol turned, stretched and warped: uint8 (tile_height, tile_width), 1 where ink is.

    A pixel (x, y) of a tile shows the nearest pixel of the fine mask to a + b x + c y + d x y; factors, float32 (tiles,
    2, 4), are those for columns and for rows. This maps the tile onto a quadrilateral.
    """
    for start in range(0, len(glyphs), TOGETHER):
        some = glyphs[start : start + TOGETHER]
        a, b, c, d = factors[start : start + TOGETHER].reshape(-1, 4).T[..., None]  # each (2 * tiles, 1)
        x, y = middles(max(each.tile_width for each in some)), middles(max(each.tile_height for each in some))
        source = (b + d * y)[..., None] * x  # (2 * tiles, height, width)
        source += (a + c * y)[..., None]
        for i, shape in enumerate(some):
            columns, rows = source[2 * i : 2 * i + 2, : shape.tile_height, : shape.tile_width]
            yield cv2.remap(shape.mask, columns, rows, cv2.INTER_NEAREST)


@lru_cache(maxsize=1024)
def middles(length: int) -> np.ndarray:
    """Where the middles of so many pixels are: float32."""
    return np.arange(0.5, length, dtype=np.float32)


def quadrilaterals(shapes: np.ndarray, angles: np.ndarray, corners: np.ndarray, shears: np.ndarray) -> np.ndarray:
    """The factors (a, b, c, d) for columns and for rows that take a pixel of a tile to one of the fine mask.

    shapes (tiles, 4): ink_width, ink_height, tile_width and tile_height of a `Glyph`; angles, corners, shears as in
    `Symbol`. Returns (tiles, 2, 4).
    """
    ink_width, ink_height, width, height = shapes.T
    turns = np.radians(angles).tolist()
    # The standard library's are the same on every processor, NumPy's are not.
    cosine, sine = np.array([math.cos(turn) for turn in turns]), np.array([math.sin(turn) for turn in turns])
    room = ink_width + np.rint(np.abs(shears) * ink_height)
    box_width, box_height = turned_box(room, ink_height, np.abs(cosine), np.abs(sine))
    x1, y1, x2, y2 = (corners * shapes[:, (2, 3, 2, 3)]).astype(np.int64).T
    # The tile shows the part of the stretched box between (x1, y1) and (wide - x2, -y1) above, (-x1, high - y2) and
    # (wide + x2, high + y2) below; u and v are that place in pixels of the turned ink, seen from its middle.
    wide, high, area = width + np.abs(x1) + np.abs(x2), height + np.abs(y1) + np.abs(y2), width * height
    u = np.stack([x1 - wide / 2, (wide - x2 - x1) / width, -2 * x1 / height, 2 * (x1 + x2) / area], axis=1)
    v = np.stack([y1 - high / 2, -2 * y1 / width, (high - y2 - y1) / height, 2 * (y1 + y2) / area], axis=1)
    along, down = (FINE * box_width / wide)[:, None] * u, (FINE * box_height / high)[:, None] * v
    columns = cosine[:, None] * along - sine[:, None] * down
    rows = sine[:, None] * along + cosine[:, None] * down
    columns += shears[:, None] * rows
    columns[:, 0] += FINE * (ink_width / 2 + MARGIN) - 0.5
    rows[:, 0] += FINE * (ink_height / 2 + MARGIN) - 0.5
    return np.stack([columns, rows], axis=1)


def turned_box(
    width: np.ndarray, height: np.ndarray, cosine: np.ndarray, sine: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The whole pixels that turned boxes of ink take, cosine and sine without sign."""
    half_x, half_y = (width * cosine + height * sine) / 2, (width * sine + height * cosine) / 2
    x = np.ceil(width / 2 + half_x) - np.floor(width / 2 - half_x)
    y = np.ceil(height / 2 + half_y) - np.floor(height / 2 - half_y)
    return x, y
