"""Where the symbols of many texts stand, and how each is turned, stretched and warped: the geometry of an image."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from PIL import Image
from PIL.Image import Resampling, Transform

from engine.imaging.colours import colour_of, lightness
from engine.imaging.fonts import Glyph, blank_width, glyph

LOST = 9  # lightness; what rounding takes from ink where alpha is low, fitted to the darkness that the package leaves


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
    """The lines of the texts of some rows, each of at least one symbol; their places are worked out together."""
    symbols = [symbol for row in rows for symbol in row["symbols"]]
    glyphs = [glyph(each.font, each.size, each.text) for each in symbols]
    wide, high = (np.array(sides) for sides in zip(*((each.width, each.height) for each in glyphs), strict=True))
    empty = np.array([blank_width(each.font, each.blank) if each.blank else 0 for each in symbols])
    counts, *sides = (np.array(each) for each in zip(*map(extent, rows), strict=True))
    x, widths = places(wide, empty, np.array([each.steps for each in symbols]), counts, sides)
    height = np.repeat(sides[1], counts)
    y = ((height - high) / 2).astype(np.int64) + (np.array([each.shift for each in symbols]) * height).astype(np.int64)
    least = [least for row in rows for least in least_alphas(row)]
    placed = zip(map(tile, symbols, glyphs, least), x.tolist(), y.tolist(), strict=True)
    for count, width in zip(counts.tolist(), widths.tolist(), strict=True):
        tiles, left, top = zip(*islice(placed, count), strict=True)
        yield Line(tiles, left, top, width)


def tile(symbol: Symbol, shape: Glyph, least: int) -> np.ndarray:
    """A symbol turned, stretched and warped by the steps of the captcha package: uint8 (height, width), 1 where ink is.

    The package warps a picture of the colour, times alpha, and pastes it by its lightness, with alpha apart. So ink is
    full or not there at all: there where the filters leave at least the alpha `least`, see `least_alpha`.
    """
    width, height = shape.width, shape.height
    x1, y1, x2, y2 = (int(share * side) for share, side in zip(symbol.corners, (width, height) * 2, strict=True))
    wide, high = width + abs(x1) + abs(x2), height + abs(y1) + abs(y2)
    corners = (x1, y1, -x1, high - y2, wide + x2, high + y2, wide - x2, -y1)
    ink = leant(shape.ink, symbol.shear) if symbol.shear else shape.ink
    turned = ink.rotate(symbol.angle, Resampling.BILINEAR, expand=True).resize((wide, high), Resampling.BICUBIC)
    return (np.asarray(turned.transform((width, height), Transform.QUAD, corners)) >= least).view(np.uint8)


def leant(ink: Image.Image, shear: float) -> Image.Image:
    """The ink with its top moved to the right by a share of its height, to the left where that is negative."""
    room = ink.width + round(abs(shear) * ink.height), ink.height
    to_source = (1, shear, -max(shear, 0) * ink.height, 0, 1, 0)
    return ink.transform(room, Transform.AFFINE, to_source, Resampling.BILINEAR)


def least_alphas(row: Mapping[str, Any]) -> list[int]:
    """From which alpha on each symbol of a row shows; ink that covers by itself shows from the first."""
    if row["cover"] == "solid":
        return [1] * len(row["symbols"])
    return [least_alpha(lightness(colour_of(each.ink)) if each.ink else row["ink"]) for each in row["symbols"]]


@lru_cache(maxsize=256)
def least_alpha(lightness: int) -> int:
    """The alpha (1..255) from which on ink of a lightness (0..255) shows: where colour times alpha is a whole one of
    255 steps, as turning cuts fractions off. Bright ink makes wider strokes, which is all that tells some O from 0."""
    return min(max(round(255 / max(lightness - LOST, 1)), 1), 255)


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
