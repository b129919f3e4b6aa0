"""Where the symbols of many texts stand, and how each is turned, stretched and warped: the geometry of an image."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

import cv2
import numpy as np

from engine.imaging.colours import colour_of, lightness
from engine.imaging.render.fonts import blank_width, glyph
from engine.imaging.render.matrices import product, stacked
from engine.imaging.render.traces import FINE, KEPT, STEP, Traced, least_alpha, softness

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
    shapes = np.array([(*each.ink.size, each.width, each.height) for each in map(glyph, names, sizes, texts)])
    empty = np.array([blank_width(name, size) if size else 0 for name, size in zip(names, blanks, strict=True)])
    counts, *sides = (np.array(each) for each in zip(*map(extent, rows), strict=True))
    x, widths = places(shapes[:, 2], empty, np.array(steps), counts, sides)
    height = np.repeat(sides[1], counts)
    y = ((height - shapes[:, 3]) / 2).astype(np.int64) + (np.array(shifts) * height).astype(np.int64)
    bends = bends_of(shapes, np.array(angles), np.array(corners), np.array(shears))
    turns = np.rint(bends.angles / STEP).astype(np.int64)
    keys = zip(names, sizes, texts, turns.tolist(), *softness(bends.scale).T.tolist(), strict=True)
    traces = [KEPT[Traced(*key)] for key in keys]
    quads, ways = quads_of(bends), ways_of(bends, turns, traces)
    least = np.array([least for row in rows for least in least_alphas(row)])
    # One trace after the other, so that each is in the processor's cache but once, and tiles of a size side by side.
    order = np.lexsort((turns, np.array(list(map(ord, texts))), np.array(sizes)))
    drawn = masks(shapes[order, 2:], quads[order], ways[order], [traces[i] for i in order], least[order].tolist())
    placed = zip(in_order(order.tolist(), drawn), x.tolist(), y.tolist(), strict=True)
    for count, width in zip(counts.tolist(), widths.tolist(), strict=True):
        tiles, left, top = zip(*islice(placed, count), strict=True)
        yield Line(tiles, left, top, width)


def in_order(places: Sequence[int], things: Iterator[np.ndarray]) -> list[np.ndarray]:
    """The things by their places, 0, 1, 2, ..."""
    return [thing for _, thing in sorted(zip(places, things, strict=True), key=itemgetter(0))]


def least_alphas(row: Mapping[str, Any]) -> list[int]:
    """From which alpha on each symbol of a row shows; ink that covers by itself shows from the first."""
    if row["cover"] == "solid":
        return [1] * len(row["symbols"])
    return [least_alpha(lightness(colour_of(each.ink)) if each.ink else row["ink"]) for each in row["symbols"]]


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


def masks(
    sizes: np.ndarray, quads: np.ndarray, ways: np.ndarray, traces: Sequence[np.ndarray], least: Sequence[int]
) -> Iterator[np.ndarray]:
    """Each symbol turned, stretched and warped: uint8 (height, width), 1 where ink is.

    A pixel (x, y) of a tile shows the whole pixel of its stretched box that holds a + b x + c y + d x y, and that is
    looked up in its trace. It has ink where the alpha there is more than `least`: mixing places of a trace adds about
    one where ink ends. sizes: width and height of each tile, (tiles, 2); quads: the factors (a, b, c, d) for columns
    and for rows, float32 (tiles, 2, 4); ways: from columns and rows of the box, and 1, to those of the trace, float32
    (tiles, 2, 3).
    """
    for start in range(0, len(sizes), TOGETHER):
        some = slice(start, start + TOGETHER)
        wide, high = sizes[some].T
        x, y = middles(wide.max()), middles(high.max())
        a, b, c, d = quads[some].transpose(2, 1, 0)[..., None]  # each (2, tiles, 1)
        box = (b + d * y)[..., None] * x  # (2, tiles, height, width)
        box += (a + c * y)[..., None]
        np.floor(box, out=box)
        across, down, shift = ways[some].transpose(2, 1, 0)[..., None, None]
        source = across * box[0]
        source += down * box[1] + shift
        for i, (width, height) in enumerate(zip(wide.tolist(), high.tolist(), strict=True)):
            columns, rows = source[:, i, :height, :width]
            alpha = cv2.remap(traces[start + i], columns, rows, cv2.INTER_LINEAR)
            yield cv2.threshold(alpha, least[start + i], 1, cv2.THRESH_BINARY)[1]


@lru_cache(maxsize=1024)
def middles(length: int) -> np.ndarray:
    """Where the middles of so many pixels are: float32."""
    return np.arange(0.5, length, dtype=np.float32)


class Bends(NamedTuple):
    """How symbols are turned and bent, (symbols, ...): the angle in degrees; the lean; width and height of the tile;
    x and y of two corners and width and height of what the turned box is stretched to, in whole pixels; and how many
    pixels of the turned box go into one of that, across and down."""

    angles: np.ndarray
    shears: np.ndarray
    tiles: np.ndarray
    corners: np.ndarray
    room: np.ndarray
    scale: np.ndarray


def bends_of(shapes: np.ndarray, angles: np.ndarray, corners: np.ndarray, shears: np.ndarray) -> Bends:
    """The bends of symbols as told by `Symbol`; shapes: width and height of the ink and of the tile, (symbols, 4)."""
    ink_width, ink_height = shapes[:, :2].T
    moved = (corners * shapes[:, (2, 3, 2, 3)]).astype(np.int64)
    room = shapes[:, 2:] + np.abs(moved[:, :2]) + np.abs(moved[:, 2:])
    box = turned_box(ink_width + np.rint(np.abs(shears) * ink_height), ink_height, *np.abs(circle(angles)))
    return Bends(angles, shears, shapes[:, 2:], moved, room, np.stack(box, axis=1) / room)


def quads_of(bends: Bends) -> np.ndarray:
    """The factors (a, b, c, d) that take a pixel of each tile to its stretched box, for columns and for rows: float32
    (tiles, 2, 4)."""
    (width, height), (x1, y1, x2, y2), (wide, high) = bends.tiles.T, bends.corners.T, bends.room.T
    area = width * height
    # The tile shows the part of the stretched box between (x1, y1) and (wide - x2, -y1) above, (-x1, high - y2) and
    # (wide + x2, high + y2) below.
    u = np.stack([x1, (wide - x2 - x1) / width, -2 * x1 / height, 2 * (x1 + x2) / area], axis=1)
    v = np.stack([y1, -2 * y1 / width, (high - y2 - y1) / height, 2 * (y1 + y2) / area], axis=1)
    return np.stack([u, v], axis=1).astype(np.float32)


def ways_of(bends: Bends, turns: np.ndarray, traces: Sequence[np.ndarray]) -> np.ndarray:
    """From columns and rows of each stretched box, and 1, to those of its trace: float32 (tiles, 2, 3). turns: those of
    the traces."""
    (cosine, sine), (back, across) = circle(bends.angles), circle(STEP * turns)
    nothing = np.zeros(len(turns))
    # From the middle of the box to that of the ink, turned back and leant, and on to that of the trace.
    shrink = stacked(FINE * bends.scale[:, 0], nothing, nothing, FINE * bends.scale[:, 1])
    lean = stacked(1 + nothing, bends.shears, nothing, 1 + nothing)
    way = product(lean, product(stacked(cosine, -sine, sine, cosine), shrink))
    way = product(stacked(back, across, -across, back), way)
    ends = np.array([each.shape[::-1] for each in traces]) / 2
    shift = ends - 0.5 - product(way, bends.room[..., None] / 2 - 0.5)[..., 0]
    return np.concatenate([way, shift[..., None]], axis=2).astype(np.float32)


def circle(degrees: np.ndarray) -> np.ndarray:
    """Cosine and sine of angles (n,): (2, n)."""
    turns = np.radians(degrees).tolist()  # the standard library's are the same on every processor, NumPy's are not
    return np.array([[function(turn) for turn in turns] for function in (math.cos, math.sin)])


def turned_box(
    width: np.ndarray, height: np.ndarray, cosine: np.ndarray, sine: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The whole pixels that turned boxes of ink take, cosine and sine without sign."""
    half_x, half_y = (width * cosine + height * sine) / 2, (width * sine + height * cosine) / 2
    x = np.ceil(width / 2 + half_x) - np.floor(width / 2 - half_x)
    y = np.ceil(height / 2 + half_y) - np.floor(height / 2 - half_y)
    return x, y
