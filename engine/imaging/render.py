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

from engine.imaging import marks, noise, paper
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
    shear: float = 0  # how far the top leans to the right, as a share of the height
    shift: float = 0  # how far down it stands, as a share of the image's height
    ink: str = ""  # "#rrggbb" where it has an ink of its own


class Box(NamedTuple):
    """Where the ink of a symbol is, in pixels of the image, right and bottom exclusive; it may stick out."""

    left: int
    top: int
    right: int
    bottom: int


def render(row: Mapping[str, Any]) -> np.ndarray:
    """Draws a row of `engine.generate.draw.draw`: uint8, RGB (height, width, 3) or grey (height, width)."""
    return render_with_boxes(row)[0]


def render_with_boxes(row: Mapping[str, Any]) -> tuple[np.ndarray, list[Box]]:
    """Like `render`, and where each symbol lies."""
    ink = colour_of(row["ink_colour"])
    field, owners, boxes = covered(row, lightness(ink))
    if row["waves"]:
        field = noise.waved(field, row["waves"], row["wave_length"], random_of(row, 2))
    field = marked(field, row)
    if row["smooth"]:
        field = smoothed(field)
    if owners is None and row["paper_kind"] == "plain":
        image = coloured(field, ink, colour_of(row["paper_colour"]), row["mode"])
    else:
        image = blended(field, inks_of(row, owners), paper_of(row), row["mode"])
    return worn(image, row), boxes


def covered(row: Mapping[str, Any], ink_lightness: int) -> tuple[np.ndarray, np.ndarray | None, list[Box]]:
    """The symbols' share of ink per pixel, in 255ths, uint8 (height, width); which symbol, from 1 on, a pixel belongs
    to, uint8 of the same shape, where symbols have inks of their own; and the symbols' boxes."""
    symbols, width, height = row["symbols"], row["width"], row["height"]
    glyphs = [glyph(each.font, each.size, each.text) for each in symbols]
    blanks = [blank_width(each.font, each.blank) if each.blank else 0 for each in symbols]
    line = sum(blanks) + sum(each.tile_width for each in glyphs)
    layers = np.zeros((height, max(line, width)), np.uint8)
    owners = np.zeros_like(layers) if symbols[0].ink else None
    starts = places(symbols, glyphs, blanks, line, row["overlap"])
    boxes, aside = [], max(width - line, 0) // 2 if row["align"] == "centre" else 0
    for i, (x, tile) in enumerate(zip(starts, tiles(symbols, glyphs), strict=True)):
        x += aside
        y = int((height - tile.shape[0]) / 2) + int(symbols[i].shift * height)
        add_tile(layers, tile, x, y)
        boxes.append(box_of(tile, x, y))
        if owners is not None:
            own_tile(owners, tile, x, y, i + 1)
    field = cv2.LUT(layers, layer_table(ink_lightness, row["cover"]))
    if line > width:
        field = cv2.resize(field, (width, height), interpolation=cv2.INTER_CUBIC)
        owners = owners if owners is None else cv2.resize(owners, (width, height), interpolation=cv2.INTER_NEAREST)
        boxes = [Box(a * width // line, b, -(-c * width // line), d) for a, b, c, d in boxes]
    return field, owners, boxes


def box_of(tile: np.ndarray, x: int, y: int) -> Box:
    """Where the ink of a tile lies whose corner is at x, y."""
    left, top, width, height = cv2.boundingRect(tile)
    return Box(x + left, y + top, x + left + width, y + top + height)


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
    room = shape.ink_width + round(abs(symbol.shear) * shape.ink_height)
    box_width, box_height = turned_box(room, shape.ink_height, abs(cosine), abs(sine))
    x1, y1, x2, y2 = (int(corners[i] * (height if i % 2 else width)) for i in range(4))
    # The tile shows the part of the stretched box between (x1, y1) and (wide - x2, -y1) above, (-x1, high - y2) and
    # (wide + x2, high + y2) below; u and v are that place in pixels of the turned ink, seen from its middle.
    wide, high, area = width + abs(x1) + abs(x2), height + abs(y1) + abs(y2), width * height
    along, down = box_width / wide, box_height / high
    u = (x1 - wide / 2, (wide - x2 - x1) / width, -2 * x1 / height, 2 * (x1 + x2) / area)
    v = (y1 - high / 2, -2 * y1 / width, (high - y2 - y1) / height, 2 * (y1 + y2) / area)
    column, row = shape.mask.shape[1] / 2 - 0.5, shape.mask.shape[0] / 2 - 0.5
    c_u, s_u, c_v, s_v = FINE * along * cosine, FINE * along * sine, FINE * down * cosine, FINE * down * sine
    (u0, u1, u2, u3), (v0, v1, v2, v3) = u, v
    rows = (s_u * u0 + c_v * v0, s_u * u1 + c_v * v1, s_u * u2 + c_v * v2, s_u * u3 + c_v * v3)
    columns = (c_u * u0 - s_v * v0, c_u * u1 - s_v * v1, c_u * u2 - s_v * v2, c_u * u3 - s_v * v3)
    if lean := symbol.shear:
        (p0, p1, p2, p3), (q0, q1, q2, q3) = columns, rows
        columns = (p0 + lean * q0, p1 + lean * q1, p2 + lean * q2, p3 + lean * q3)
    return (columns[0] + column, *columns[1:]), (rows[0] + row, *rows[1:])


def turned_box(width: int, height: int, cosine: float, sine: float) -> tuple[int, int]:
    """The whole pixels that a turned box of ink takes, cosine and sine without sign."""
    half_x, half_y = (width * cosine + height * sine) / 2, (width * sine + height * cosine) / 2
    x = math.ceil(width / 2 + half_x) - math.floor(width / 2 - half_x)
    y = math.ceil(height / 2 + half_y) - math.floor(height / 2 - half_y)
    return x, y


def add_tile(layers: np.ndarray, tile: np.ndarray, x: int, y: int) -> None:
    """Lays a tile on the line with its corner at x, y; what sticks out is cut."""
    height, width = tile.shape
    if x >= 0 <= y and y + height <= layers.shape[0] and x + width <= layers.shape[1]:
        layers[y : y + height, x : x + width] += tile
        return
    part = layers[max(y, 0) : max(y + height, 0), max(x, 0) : max(x + width, 0)]
    part += tile[max(-y, 0) :, max(-x, 0) :][: part.shape[0], : part.shape[1]]


def own_tile(owners: np.ndarray, tile: np.ndarray, x: int, y: int, number: int) -> None:
    """Notes a symbol's number wherever its tile, laid like by `add_tile`, has ink."""
    part = owners[max(y, 0) : max(y + tile.shape[0], 0), max(x, 0) : max(x + tile.shape[1], 0)]
    part[tile[max(-y, 0) :, max(-x, 0) :][: part.shape[0], : part.shape[1]] > 0] = number


@cache
def layer_table(ink_lightness: int, cover: str) -> np.ndarray:
    """The share of ink in 255ths after 0, 1, ... 255 layers of it."""
    mask = mask_of(ink_lightness, cover)
    return np.rint(255 - 255 * (1 - mask / 255) ** np.arange(256)).astype(np.uint8)


def mask_of(ink_lightness: int, cover: str) -> int:
    """How much one layer of ink hides of the paper, 0..255."""
    return min(int(MASK_GAIN * ink_lightness), 255) if cover == "luminance" else 255


def marked(field: np.ndarray, row: Mapping[str, Any]) -> np.ndarray:
    """The field with the row's dots, arcs, lines and grid."""
    field = marks.scattered(field, row["dots_at"], row["dot_width"])
    for arc in row["arcs"]:
        marks.draw_arc(field, arc, row["curve_width"])
    for ends in row["lines_at"]:
        marks.draw_line(field, ends, row["line_width"])
    if row["grid"]:
        marks.draw_grid(field, row["grid"], row["grid_start"])
    return field


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


def inks_of(row: Mapping[str, Any], owners: np.ndarray | None) -> np.ndarray:
    """The colour of the ink at each pixel, uint8 (height, width, 3), or (1, 3) where there is one."""
    colours = np.array([colour_of(row["ink_colour"]), *(colour_of(each.ink) for each in row["symbols"] if each.ink)])
    return colours.astype(np.uint8) if owners is None else colours.astype(np.uint8)[owners]


def paper_of(row: Mapping[str, Any]) -> np.ndarray:
    """The empty paper, uint8 (height, width, 3)."""
    shape, random = (row["height"], row["width"]), random_of(row, 3)
    if row["paper_kind"] == "picture":
        return paper.picture(str(row["paper_file"]), shape, random)
    first = colour_of(row["paper_colour"])
    if row["paper_kind"] == "plain":
        return np.full((*shape, 3), first, np.uint8)
    colours = first, colour_of(row["other_paper_colour"])
    return paper.KINDS[row["paper_kind"]](shape, colours, random)


def blended(field: np.ndarray, inks: np.ndarray, sheet: np.ndarray, mode: str) -> np.ndarray:
    """Ink laid on any paper: the sheet where the field is 0, the pixel's ink where it is 255: RGB or grey."""
    share = field[..., None] / np.float32(255)
    image = np.rint(sheet + share * (inks.astype(np.float32) - sheet)).astype(np.uint8)
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if mode == "grey" else image


def worn(image: np.ndarray, row: Mapping[str, Any]) -> np.ndarray:
    """The image with the row's blur, noise and JPEG artefacts."""
    each = row["noise_channels"] == "each"
    if row["blur"]:
        image = noise.blurred(image, row["blur"])
    if row["gaussian_noise"]:
        image = noise.gaussian(image, row["gaussian_noise"], random_of(row, 0), each)
    if row["speckle_noise"]:
        image = noise.speckle(image, row["speckle_noise"], random_of(row, 4), each)
    if row["salt_pepper_noise"]:
        image = noise.salt_and_pepper(image, row["salt_pepper_noise"], random_of(row, 1), each)
    return noise.jpeg(image, row["jpeg_loss"]) if row["jpeg_loss"] else image


def random_of(row: Mapping[str, Any], use: int) -> np.random.Generator:
    """The row's random numbers for one use, so that none depends on whether another is made."""
    return np.random.default_rng([row["noise_seed"], use])


@lru_cache(maxsize=4096)
def colour_of(text: str) -> tuple[int, ...]:
    """Red, green and blue (0..255) of "#rrggbb"."""
    return tuple(bytes.fromhex(text[1:]))


def lightness(colour: tuple[int, ...]) -> int:
    """The luminance of a colour (ITU-R BT.601), 0..255, in Pillow's rounding."""
    red, green, blue = colour
    return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16
