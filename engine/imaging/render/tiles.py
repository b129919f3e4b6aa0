"""The geometry of an image: where the symbols of texts stand, and how each is rotated, stretched and warped."""

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
from engine.imaging.render.traces import FINE, KEPT, STEP, Traced, minimum_alpha, softness

TOGETHER = 16  # tiles that are sampled at once: as many as stay in a processor's cache


class Symbol(NamedTuple):
    """How one symbol of the text is drawn; shares refer to the symbol's own tile."""

    text: str
    font: str  # path
    size: int  # pixels
    angle: float  # degrees, counter-clockwise
    corners: Sequence[float]  # x and y shift of two corners, in shares; the other two mirror them
    blank: int  # font size of the gap before it, in pixels; 0 for none
    steps: Sequence[float]  # steps back after the gap and after the symbol, in shares 0..1 of the largest
    shear: float = 0  # how far the top leans to the right, as a share of the height
    shift: float = 0  # how far down it stands, as a share of the image's height
    ink: str = ""  # "#rrggbb" if it has its own ink colour


class Line(NamedTuple):
    """The tiles of a text with the left and upper edge of each, and the width of tiles and gaps side by side.

    Tiles are uint8 with 1 where ink is. Lengths are in pixels; an edge may be negative.
    """

    tiles: tuple[np.ndarray, ...]
    x: tuple[int, ...]
    y: tuple[int, ...]
    width: int


def lines_of(rows: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    """Yields the line of each row's text of at least one symbol; what the rows share is computed once."""
    symbols = [symbol for row in rows for symbol in row["symbols"]]
    texts, fonts, sizes, angles, corners, blanks, steps, shears, shifts, _ = zip(*symbols, strict=True)
    shapes = np.array([(*shape.ink.size, shape.width, shape.height) for shape in map(glyph, fonts, sizes, texts)])
    gaps = np.array([blank_width(font, size) if size else 0 for font, size in zip(fonts, blanks, strict=True)])
    counts, *sides = (np.array(values) for values in zip(*map(extent, rows), strict=True))
    x, widths = places(shapes[:, 2], gaps, np.array(steps), counts, sides)
    height = np.repeat(sides[1], counts)
    y = ((height - shapes[:, 3]) / 2).astype(np.int64) + (np.array(shifts) * height).astype(np.int64)
    bends = bends_of(shapes, np.array(angles), np.array(corners), np.array(shears))
    turns = np.rint(bends.angles / STEP).astype(np.int64)
    keys = zip(fonts, sizes, texts, turns.tolist(), *softness(bends.scale).T.tolist(), strict=True)
    traces = [KEPT[Traced(*key)] for key in keys]
    quads, ways = quads_of(bends), ways_of(bends, turns, traces)
    thresholds = np.array([alpha for row in rows for alpha in minimum_alphas(row)])
    # One trace after the other, so that the processor's cache loads each once, and tiles of equal size side by side.
    order = np.lexsort((turns, np.array(list(map(ord, texts))), np.array(sizes)))
    ordered_traces = [traces[i] for i in order]
    tiles_by_trace = masks(shapes[order, 2:], quads[order], ways[order], ordered_traces, thresholds[order].tolist())
    placed = zip(in_order(order.tolist(), tiles_by_trace), x.tolist(), y.tolist(), strict=True)
    for count, width in zip(counts.tolist(), widths.tolist(), strict=True):
        tiles, left, top = zip(*islice(placed, count), strict=True)
        yield Line(tiles, left, top, width)


def in_order(indices: Sequence[int], tiles: Iterator[np.ndarray]) -> list[np.ndarray]:
    """The tiles sorted by their indices."""
    return [tile for _, tile in sorted(zip(indices, tiles, strict=True), key=itemgetter(0))]


def minimum_alphas(row: Mapping[str, Any]) -> list[int]:
    """The smallest alpha at which each symbol of a row becomes visible; solid ink is visible at any alpha."""
    if row["fill"] == "solid":
        return [1] * len(row["symbols"])
    inks = (lightness(colour_of(symbol.ink)) if symbol.ink else row["ink"] for symbol in row["symbols"])
    return [minimum_alpha(ink) for ink in inks]


def extent(row: Mapping[str, Any]) -> tuple[int, int, int, float, bool, int]:
    """What decides where a row's symbols stand.

    Their number, width, height, overlap, whether they are centred, and the extra distance after each.
    """
    size = row["width"], row["height"]
    return len(row["symbols"]), *size, row["overlap"], row["align"] == "centre", row["tracking"]


def places(
    widths: np.ndarray, gaps: np.ndarray, steps: np.ndarray, counts: np.ndarray, sides: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """The left edge of each symbol's tile, and each row's width of all tiles and gaps side by side.

    widths, gaps: width of each tile and of the gap before it (0 for none); steps (tiles, 2); counts: symbols of each
    row; sides: width, height, overlap, centring and extra distance of each row. Lengths in pixels.
    """
    width, _, overlap, centred, tracking = sides
    first = np.cumsum(counts) - counts
    lines = np.add.reduceat(widths + gaps, first)
    mean = lines // counts
    lines = lines + tracking * (counts - 1)
    back = (steps * np.repeat((overlap * mean).astype(np.int64) + 1, counts)[:, None]).astype(np.int64)
    before, after = np.where(gaps > 0, gaps - back[:, 0], 0), widths - back[:, 1]
    after = after + np.repeat(tracking, counts)
    ends = np.cumsum(before + after)
    start = (mean * 0.1).astype(np.int64) + centred * (np.maximum(width - lines, 0) // 2)
    return ends - after + np.repeat(start - (ends - before - after)[first], counts), lines


def masks(
    sizes: np.ndarray, quads: np.ndarray, ways: np.ndarray, traces: Sequence[np.ndarray], thresholds: Sequence[int]
) -> Iterator[np.ndarray]:
    """Yields the tile of each symbol, rotated, stretched and warped: uint8 (height, width), 1 where ink is.

    A pixel (x, y) of a tile shows the whole pixel of its stretched box that contains a + b x + c y + d x y, looked up
    in its trace. It has ink where the alpha there exceeds the threshold: interpolating a trace adds about one where ink
    ends. sizes: width and height of each tile, (tiles, 2); quads: the factors (a, b, c, d) for columns
    and for rows, float32 (tiles, 2, 4); ways: from columns and rows of the box, and 1, to those of the trace, float32
    (tiles, 2, 3).
    """
    for start in range(0, len(sizes), TOGETHER):
        batch = slice(start, start + TOGETHER)
        widths, heights = sizes[batch].T
        x, y = middles(widths.max()), middles(heights.max())
        a, b, c, d = quads[batch].transpose(2, 1, 0)[..., None]  # each (2, tiles, 1)
        box = (b + d * y)[..., None] * x  # (2, tiles, height, width)
        box += (a + c * y)[..., None]
        np.floor(box, out=box)
        across, down, shift = ways[batch].transpose(2, 1, 0)[..., None, None]
        source = across * box[0]
        source += down * box[1] + shift
        for i, (width, height) in enumerate(zip(widths.tolist(), heights.tolist(), strict=True)):
            columns, rows = source[:, i, :height, :width]
            alpha = cv2.remap(traces[start + i], columns, rows, cv2.INTER_LINEAR)
            yield cv2.threshold(alpha, thresholds[start + i], 1, cv2.THRESH_BINARY)[1]


@lru_cache(maxsize=1024)
def middles(length: int) -> np.ndarray:
    """The coordinates of the middles of `length` pixels: float32."""
    return np.arange(0.5, length, dtype=np.float32)


class Bends(NamedTuple):
    """How symbols are rotated and warped, (symbols, ...).

    angles: in degrees. shears: shares of the height. tiles: width and height. corners: x and y of two corners, in whole
    pixels. room: width and height to which the rotated box is stretched. scale: pixels of the rotated box per pixel of
    that room, across and down.
    """

    angles: np.ndarray
    shears: np.ndarray
    tiles: np.ndarray
    corners: np.ndarray
    room: np.ndarray
    scale: np.ndarray


def bends_of(shapes: np.ndarray, angles: np.ndarray, corners: np.ndarray, shears: np.ndarray) -> Bends:
    """The bends of symbols, see `Symbol`; shapes: width and height of the ink and of the tile, (symbols, 4)."""
    ink_width, ink_height = shapes[:, :2].T
    moved = (corners * shapes[:, (2, 3, 2, 3)]).astype(np.int64)
    room = shapes[:, 2:] + np.abs(moved[:, :2]) + np.abs(moved[:, 2:])
    box = rotated_box(ink_width + np.rint(np.abs(shears) * ink_height), ink_height, *np.abs(circle(angles)))
    return Bends(angles, shears, shapes[:, 2:], moved, room, np.stack(box, axis=1) / room)


def quads_of(bends: Bends) -> np.ndarray:
    """The factors (a, b, c, d) from a pixel of each tile to its stretched box: float32 (tiles, 2, 4).

    The second axis is columns and rows.
    """
    (width, height), (x1, y1, x2, y2), (wide, high) = bends.tiles.T, bends.corners.T, bends.room.T
    area = width * height
    # The tile shows the area of the stretched box between (x1, y1) and (wide - x2, -y1) above, (-x1, high - y2) and
    # (wide + x2, high + y2) below.
    u = np.stack([x1, (wide - x2 - x1) / width, -2 * x1 / height, 2 * (x1 + x2) / area], axis=1)
    v = np.stack([y1, -2 * y1 / width, (high - y2 - y1) / height, 2 * (y1 + y2) / area], axis=1)
    return np.stack([u, v], axis=1).astype(np.float32)


def ways_of(bends: Bends, turns: np.ndarray, traces: Sequence[np.ndarray]) -> np.ndarray:
    """The maps from (column, row, 1) of stretched boxes to traces: float32 (tiles, 2, 3); turns: of the traces."""
    (cosine, sine), (back, across) = circle(bends.angles), circle(STEP * turns)
    zero = np.zeros(len(turns))
    # From the middle of the box to that of the ink, rotated back and sheared, and on to that of the trace.
    shrink = stacked(FINE * bends.scale[:, 0], zero, zero, FINE * bends.scale[:, 1])
    lean = stacked(1 + zero, bends.shears, zero, 1 + zero)
    way = product(lean, product(stacked(cosine, -sine, sine, cosine), shrink))
    way = product(stacked(back, across, -across, back), way)
    ends = np.array([trace.shape[::-1] for trace in traces]) / 2
    shift = ends - 0.5 - product(way, bends.room[..., None] / 2 - 0.5)[..., 0]
    return np.concatenate([way, shift[..., None]], axis=2).astype(np.float32)


def circle(degrees: np.ndarray) -> np.ndarray:
    """Cosine and sine of angles (n,): (2, n)."""
    turns = np.radians(
        degrees
    ).tolist()  # the standard library gives the same numbers on every processor, NumPy does not
    return np.array([[function(turn) for turn in turns] for function in (math.cos, math.sin)])


def rotated_box(
    width: np.ndarray, height: np.ndarray, cosine: np.ndarray, sine: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Width and height in whole pixels of rotated boxes of ink; cosine and sine are absolute values."""
    half_x, half_y = (width * cosine + height * sine) / 2, (width * sine + height * cosine) / 2
    x = np.ceil(width / 2 + half_x) - np.floor(width / 2 - half_x)
    y = np.ceil(height / 2 + half_y) - np.floor(height / 2 - half_y)
    return x, y
