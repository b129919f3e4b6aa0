"""From a row of drawn values to the image; the only place that knows what a knob does.

The geometry follows the captcha package 0.7: a symbol is turned, stretched to its tile, and the tile warped; tiles
overlap at random, are squeezed where the text is too wide, and dots, arcs and a light smoothing come on top.
"""

import math
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from PIL import Image, ImageDraw

from engine.imaging import noise
from engine.imaging.fonts import FINE, Glyph, blank_width, glyph

SMOOTH = np.array([[1, 1, 1], [1, 5, 1], [1, 1, 1]], np.float32) / 13
SHARES = (np.arange(256) / 255)[:, None, None]
MASK_GAIN = 1.97  # the captcha package covers paper with this times the ink's lightness


class Symbol(NamedTuple):
    """How one symbol of the text is drawn; shares are of the symbol's own tile."""

    text: str
    font: str  # path
    size: int  # pixels
    angle: float  # degrees, counter-clockwise
    corners: tuple[float, float, float, float]  # x and y shift of two corners, in shares; the other two mirror them
    blank: int  # font size of the empty place before it, in pixels; 0 for none
    steps: tuple[float, float]  # steps back after the empty place and after the symbol, in shares 0..1 of the largest


def render(row: Mapping[str, Any]) -> np.ndarray:
    """Draws a row of `engine.generate.draw.draw`: uint8, RGB (height, width, 3) or grey (height, width)."""
    ink = colour_of(row["ink_colour"])
    field = covered(row, lightness(ink))
    field = scattered(field, row["dots_at"], row["dot_width"])
    for arc in row["arcs"]:
        draw_arc(field, arc)
    if row["smooth"]:
        field = smoothed(field)
    image = coloured(field, ink, colour_of(row["paper_colour"]), row["mode"])
    return with_noise(image, row)


def covered(row: Mapping[str, Any], ink_lightness: int) -> np.ndarray:
    """The symbols' share of ink per pixel, in 255ths: uint8 (height, width)."""
    symbols, width = row["symbols"], row["width"]
    glyphs = [glyph(each.font, each.size, each.text) for each in symbols]
    blanks = [blank_width(each.font, each.blank) if each.blank else 0 for each in symbols]
    line = sum(blanks) + sum(each.tile_width for each in glyphs)
    layers = np.zeros((row["height"], max(line, width)), np.uint8)
    starts = places(symbols, glyphs, blanks, line, row["overlap"])
    for x, tile in zip(starts, tiles(symbols, glyphs), strict=True):
        add_tile(layers, tile, x)
    field = cv2.LUT(layers, layer_table(ink_lightness, row["cover"]))
    if line > width:
        field = cv2.resize(field, (width, row["height"]), interpolation=cv2.INTER_CUBIC)
    return field


def places(symbols: list[Symbol], glyphs: list[Glyph], blanks: list[int], line: int, overlap: float) -> Iterator[int]:
    """The left edge of each symbol's tile in pixels; line is the width of all tiles side by side."""
    mean = line // len(symbols)
    largest = int(overlap * mean) + 1
    x = int(mean * 0.1)
    for symbol, shape, blank in zip(symbols, glyphs, blanks, strict=True):
        if blank:
            x += blank - int(symbol.steps[0] * largest)
        yield x
        x += shape.tile_width - int(symbol.steps[1] * largest)


def tiles(symbols: list[Symbol], glyphs: list[Glyph]) -> Iterator[np.ndarray]:
    """Each symbol turned, stretched and warped: uint8 (tile_height, tile_width), 1 where ink is.

    A pixel (x, y) of a tile shows the nearest pixel of the fine mask to a + b x + c y + d x y, in both directions; this
    maps the tile onto a quadrilateral. It is computed for all symbols at once.
    """
    factors = np.array([quadrilateral(*each) for each in zip(symbols, glyphs, strict=True)], np.float32)
    a, b, c, d = factors.reshape(-1, 4).T[..., None]  # each (2 * symbols, 1)
    x, y = middles(max(each.tile_width for each in glyphs)), middles(max(each.tile_height for each in glyphs))
    source = (b + d * y)[..., None] * x  # (2 * symbols, height, width)
    source += (a + c * y)[..., None]
    for i, shape in enumerate(glyphs):
        columns, rows = source[2 * i : 2 * i + 2, : shape.tile_height, : shape.tile_width]
        yield cv2.remap(shape.mask, columns, rows, cv2.INTER_NEAREST)


@lru_cache(maxsize=1024)
def middles(length: int) -> np.ndarray:
    """Where the middles of so many pixels are: float32."""
    return np.arange(0.5, length, dtype=np.float32)


def quadrilateral(symbol: Symbol, shape: Glyph) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The factors (a, b, c, d) for columns and for rows that take a pixel of a tile to one of the fine mask."""
    width, height, corners = shape.tile_width, shape.tile_height, symbol.corners
    turn = math.radians(symbol.angle)
    cosine, sine = math.cos(turn), math.sin(turn)
    box_width, box_height = turned_box(shape.ink_width, shape.ink_height, abs(cosine), abs(sine))
    x1, y1, x2, y2 = (int(corners[i] * (height if i % 2 else width)) for i in range(4))
    # The tile shows the part of the stretched box between (x1, y1) and (wide - x2, -y1) above, (-x1, high - y2) and
    # (wide + x2, high + y2) below; u and v are that place in pixels of the turned ink, seen from its middle.
    wide, high, area = width + abs(x1) + abs(x2), height + abs(y1) + abs(y2), width * height
    along, down = box_width / wide, box_height / high
    u = (x1 - wide / 2, (wide - x2 - x1) / width, -2 * x1 / height, 2 * (x1 + x2) / area)
    v = (y1 - high / 2, -2 * y1 / width, (high - y2 - y1) / height, 2 * (y1 + y2) / area)
    middle = shape.mask.shape[1] / 2 - 0.5, shape.mask.shape[0] / 2 - 0.5
    turned = along * FINE * cosine, -down * FINE * sine, along * FINE * sine, down * FINE * cosine
    columns = [turned[0] * p + turned[1] * q for p, q in zip(u, v, strict=True)]
    rows = [turned[2] * p + turned[3] * q for p, q in zip(u, v, strict=True)]
    return (columns[0] + middle[0], *columns[1:]), (rows[0] + middle[1], *rows[1:])


def turned_box(width: int, height: int, cosine: float, sine: float) -> tuple[int, int]:
    """The whole pixels that a turned box of ink takes, cosine and sine without sign."""
    half_x, half_y = (width * cosine + height * sine) / 2, (width * sine + height * cosine) / 2
    x = math.ceil(width / 2 + half_x) - math.floor(width / 2 - half_x)
    y = math.ceil(height / 2 + half_y) - math.floor(height / 2 - half_y)
    return x, y


def add_tile(layers: np.ndarray, tile: np.ndarray, x: int) -> None:
    """Lays a tile on the line, in the middle of its height; what sticks out is cut."""
    y = int((layers.shape[0] - tile.shape[0]) / 2)
    part = layers[max(y, 0) : y + tile.shape[0], max(x, 0) : x + tile.shape[1]]
    part += tile[max(-y, 0) :, max(-x, 0) :][: part.shape[0], : part.shape[1]]


@cache
def layer_table(ink_lightness: int, cover: str) -> np.ndarray:
    """The share of ink in 255ths after 0, 1, ... 255 layers of it."""
    mask = min(int(MASK_GAIN * ink_lightness), 255) if cover == "luminance" else 255
    return np.rint(255 - 255 * (1 - mask / 255) ** np.arange(256)).astype(np.uint8)


def scattered(field: np.ndarray, dots: np.ndarray, width: int) -> np.ndarray:
    """The field with dots of solid ink at the pixels x, y (number, 2), the edge included; what sticks out is cut."""
    reach = width + 2
    framed = cv2.copyMakeBorder(field, reach, reach, reach, reach, cv2.BORDER_CONSTANT)
    line = framed.shape[1]
    framed.reshape(-1)[(dots @ (1, line))[:, None] + dot_places(width, line)] = 255
    return framed[reach:-reach, reach:-reach]


@lru_cache(maxsize=256)
def dot_places(width: int, line: int) -> np.ndarray:
    """The pixels of a dot, a diagonal line two pixels long and `width` wide, as places in an image of `line` pixels a
    row; counted from the frame's corner, `width` + 2 pixels left of and above the dot's middle."""
    middle = width + 2
    stamp = Image.new("L", (2 * middle + 1, 2 * middle + 1))
    ImageDraw.Draw(stamp).line(((middle, middle), (middle - 1, middle - 1)), fill=1, width=width)
    y, x = np.nonzero(np.asarray(stamp))
    return y * line + x


def draw_arc(field: np.ndarray, arc: tuple[float, ...]) -> None:
    """Draws a part of an ellipse in solid ink.

    arc is left, top, right, bottom of the ellipse's box in pixels, then start and end in degrees, clockwise from the
    right.
    """
    left, top, right, bottom, start, end = arc
    middle = (round((left + right) * 8), round((top + bottom) * 8))  # OpenCV counts in sixteenths for shift=4
    axes = (round((right - left) * 8), round((bottom - top) * 8))
    cv2.ellipse(field, middle, axes, 0, start, end, 255, 1, cv2.LINE_8, 4)


def smoothed(field: np.ndarray) -> np.ndarray:
    """Each pixel mixed with its eight neighbours, 5 to 1 each; the frame of one pixel stays as it is."""
    smooth = cv2.filter2D(field, -1, SMOOTH)
    for edge in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
        smooth[edge] = field[edge]
    return smooth


def coloured(field: np.ndarray, ink: tuple[int, ...], paper: tuple[int, ...], mode: str) -> np.ndarray:
    """Paper where the field is 0, ink where it is 255, a mixture between: RGB or grey."""
    if mode == "grey":
        return cv2.LUT(field, mixtures((lightness(ink),), (lightness(paper),)))
    return cv2.applyColorMap(field, mixtures(ink, paper))


def mixtures(ink: tuple[int, ...], paper: tuple[int, ...]) -> np.ndarray:
    """The colour at each share of ink, from 0 to 255 of 255: uint8 (256, 1, channels)."""
    first = np.array(paper, float)
    return np.rint(first + SHARES * (np.array(ink) - first)).astype(np.uint8)


def with_noise(image: np.ndarray, row: Mapping[str, Any]) -> np.ndarray:
    """The image with the row's noise of both kinds."""
    each = row["noise_channels"] == "each"
    if row["gaussian_noise"]:
        image = noise.gaussian(image, row["gaussian_noise"], np.random.default_rng([row["noise_seed"], 0]), each)
    if row["salt_pepper_noise"]:
        random = np.random.default_rng([row["noise_seed"], 1])
        image = noise.salt_and_pepper(image, row["salt_pepper_noise"], random, each)
    return image


def colour_of(text: str) -> tuple[int, ...]:
    """Red, green and blue (0..255) of "#rrggbb"."""
    return tuple(bytes.fromhex(text[1:]))


def lightness(colour: tuple[int, ...]) -> int:
    """The luminance of a colour (ITU-R BT.601), 0..255, in Pillow's rounding."""
    red, green, blue = colour
    return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16
