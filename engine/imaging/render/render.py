"""Renders the image of a row of sampled values; the only place that knows what a knob does.

The geometry follows the captcha package 0.7: a symbol is rotated and stretched to its tile, and the tile is warped;
tiles overlap at random and are squeezed if the text is too wide; dots, arcs and a light smoothing come on top.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from zlib import crc32

import cv2
import numpy as np

from engine.imaging import corrupt
from engine.imaging.colours import colour_of, lightness
from engine.imaging.render import background, marks
from engine.imaging.render.tiles import Line, lines_of

SMOOTH = np.array([[1, 1, 1], [1, 5, 1], [1, 1, 1]]) / 13
SHARES = (np.arange(256, dtype=np.float32) / 255)[:, None]
MASK_GAIN = 1.97  # in the captcha package, ink covers the background by this times its lightness


class Box(NamedTuple):
    """The bounding box of a symbol's ink in pixels, right and bottom exclusive; it may extend beyond the image."""

    left: int
    top: int
    right: int
    bottom: int


def render(row: Mapping[str, Any]) -> np.ndarray:
    """Renders a row of `engine.generate.sampling.draw`: uint8, RGB (height, width, 3) or grey (height, width)."""
    return next(render_all([row]))[0]


def render_all(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[np.ndarray, list[Box]]]:
    """Renders each row like `render`, with its symbols' boxes; what the rows share is computed once."""
    if not rows:
        return
    for row, line, dots, table in zip(rows, lines_of(rows), marks.dots_of(rows), mixtures(rows), strict=True):
        field, owners, boxes = covered(row, line)
        if row["waves"]:
            field = corrupt.waved(field, row["waves"], row["wave_length"], random_of(row, "waves"))
        marked(field, row, dots, owners)
        if row["smooth"]:
            field = smoothed(field)
        if owners is None and row["paper_kind"] == "plain":
            image = coloured(field, table, row["mode"])
        else:
            image = blended(field, inks_of(row, owners), background_of(row), row["mode"])
        yield corrupted(image, row), boxes


def covered(row: Mapping[str, Any], line: Line) -> tuple[np.ndarray, np.ndarray | None, list[Box]]:
    """Lays the symbols of a row onto an empty field; returns the field, the owners of its pixels, and the boxes.

    The field is the share of ink per pixel in 255ths, uint8 (height, width). Owners, uint8 of the same shape, are the
    symbols' numbers from 1 on where each symbol has its own ink colour; None otherwise.
    """
    width, height, length = row["width"], row["height"], line.width
    layers = np.zeros((height, max(length, width)), np.uint8)
    owners = np.zeros_like(layers) if row["symbols"][0].ink or row["stroke_inks"] else None
    boxes = []
    for i, (tile, x, y) in enumerate(zip(line.tiles, line.x, line.y, strict=True), start=1):
        add_tile(layers, outlined(tile, row["outline"]), x, y)
        boxes.append(box_of(tile, x, y))
        if owners is not None and row["symbols"][0].ink:
            own_tile(owners, outlined(tile, row["outline"]), x, y, i)
    field = cv2.LUT(layers, layer_table(row["ink"], row["fill"]))
    if length > width:
        # The OpenCV method closest to Pillow's bicubic, which the package uses.
        field = cv2.resize(field, (width, height), interpolation=cv2.INTER_AREA)
        owners = owners if owners is None else cv2.resize(owners, (width, height), interpolation=cv2.INTER_NEAREST)
        boxes = [Box(a * width // length, b, -(-c * width // length), d) for a, b, c, d in boxes]
    return field, owners, boxes


def outlined(tile: np.ndarray, width: int) -> np.ndarray:
    """The outline of a tile's ink, `width` pixels wide; all of its ink for a width of 0."""
    if not width:
        return tile
    reach = np.ones((2 * width + 1, 2 * width + 1), np.uint8)
    return tile - cv2.erode(tile, reach, borderType=cv2.BORDER_CONSTANT, borderValue=0)


def box_of(tile: np.ndarray, x: int, y: int) -> Box:
    """The bounding box of the ink of a tile whose corner is at x, y."""
    left, top, width, height = cv2.boundingRect(tile)
    return Box(x + left, y + top, x + left + width, y + top + height)


def add_tile(layers: np.ndarray, tile: np.ndarray, x: int, y: int) -> None:
    """Lays a tile on the line with its corner at x, y, clipped to the line."""
    height, width = tile.shape
    if x < 0 or y < 0 or y + height > layers.shape[0] or x + width > layers.shape[1]:
        area = layers[max(y, 0) : max(y + height, 0), max(x, 0) : max(x + width, 0)]
        tile = tile[max(-y, 0) :, max(-x, 0) :][: area.shape[0], : area.shape[1]]
    else:
        area = layers[y : y + height, x : x + width]
    area += tile


def own_tile(owners: np.ndarray, tile: np.ndarray, x: int, y: int, number: int) -> None:
    """Writes a symbol's number wherever its tile, laid as by `add_tile`, has ink."""
    area = owners[max(y, 0) : max(y + tile.shape[0], 0), max(x, 0) : max(x + tile.shape[1], 0)]
    area[tile[max(-y, 0) :, max(-x, 0) :][: area.shape[0], : area.shape[1]] > 0] = number


@cache
def layer_table(ink_lightness: int, fill: str) -> np.ndarray:
    """The share of ink in 255ths after 0, 1, ... 255 layers."""
    mask = mask_of(ink_lightness, fill)
    return np.rint(255 - 255 * (1 - mask / 255) ** np.arange(256)).astype(np.uint8)


def mask_of(ink_lightness: Any, fill: str) -> Any:
    """How much of the background one layer of ink covers, 0..255; takes a number or an array."""
    return np.minimum(np.floor(MASK_GAIN * ink_lightness), 255) if fill == "luminance" else 255


def marked(field: np.ndarray, row: Mapping[str, Any], dots: np.ndarray, owners: np.ndarray | None = None) -> None:
    """Adds the row's dots, arcs, lines and grid to its field; dots: pixels from `marks.dots_of`.

    owners: of the field's pixels, see `covered`; arcs and lines with colours of their own are written there too.
    """
    field.reshape(-1)[dots] = 255
    draw_strokes(field, row, [255] * (len(row["arcs"]) + len(row["lines_at"])))
    if owners is not None and row["stroke_inks"]:
        first = len(row["symbols"]) + 1
        draw_strokes(owners, row, range(first, first + len(row["stroke_inks"])))
    if row["grid"]:
        marks.draw_grid(field, row["grid"], row["grid_start"])


def draw_strokes(field: np.ndarray, row: Mapping[str, Any], values: Sequence[int]) -> None:
    """Draws the row's arcs and then its lines into a field, each with its value."""
    arcs = len(row["arcs"])
    for arc, value in zip(row["arcs"], values[:arcs], strict=True):
        marks.draw_arc(field, arc, row["curve_width"], value)
    for ends, value in zip(row["lines_at"], values[arcs:], strict=True):
        marks.draw_line(field, ends, row["line_width"], value)


def smoothed(field: np.ndarray) -> np.ndarray:
    """Mixes each pixel with its eight neighbours, weighted 5 to 1; the outermost pixels stay unchanged."""
    smooth = cv2.filter2D(field, -1, SMOOTH)
    for edge in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
        smooth[edge] = field[edge]
    return smooth


def mixtures(rows: Sequence[Mapping[str, Any]]) -> np.ndarray:
    """The colour of each row at each share of ink (0..255) on a background of one colour: uint8 (rows, 256, 3).

    Grey images get equal channels.
    """
    first, last = (
        np.array([shown(row[name], row["mode"]) for row in rows], np.float32)[:, None]
        for name in ("paper_colour", "ink_colour")
    )
    return np.rint(first + SHARES * (last - first)).astype(np.uint8)


def shown(colour: str, mode: str) -> tuple[int, ...]:
    """A colour as an image of that mode shows it: red, green and blue."""
    rgb = colour_of(colour)
    return rgb if mode == "colour" else (lightness(rgb),) * 3


def coloured(field: np.ndarray, table: np.ndarray, mode: str) -> np.ndarray:
    """Colours the field by one table of `mixtures`: RGB or grey."""
    return cv2.LUT(field, table[:, 0]) if mode == "grey" else cv2.applyColorMap(field, table[:, None])


def inks_of(row: Mapping[str, Any], owners: np.ndarray | None) -> np.ndarray:
    """The ink colour at each pixel, uint8 (height, width, 3), or (1, 3) if all pixels share it."""
    of_symbols = [symbol.ink or row["ink_colour"] for symbol in row["symbols"]]
    names = [row["ink_colour"]] if owners is None else [row["ink_colour"], *of_symbols, *row["stroke_inks"]]
    colours = np.array([colour_of(name) for name in names])
    return colours.astype(np.uint8) if owners is None else colours.astype(np.uint8)[owners]


def background_of(row: Mapping[str, Any]) -> np.ndarray:
    """The background without ink, uint8 (height, width, 3)."""
    shape, random = (row["height"], row["width"]), random_of(row, "paper")
    if row["paper_kind"] == "picture":
        return background.cropped(str(row["paper_file"]), shape, random)
    first = colour_of(row["paper_colour"])
    if row["paper_kind"] == "plain":
        return np.full((*shape, 3), first, np.uint8)
    colours = first, colour_of(row["other_paper_colour"])
    return background.KINDS[row["paper_kind"]](shape, colours, random)


def blended(field: np.ndarray, inks: np.ndarray, ground: np.ndarray, mode: str) -> np.ndarray:
    """Lays ink on any background: the background where the field is 0, the pixel's ink where it is 255; RGB or grey."""
    share = field[..., None] / np.float32(255)
    image = np.rint(ground + share * (inks.astype(np.float32) - ground)).astype(np.uint8)
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if mode == "grey" else image


def corrupted(image: np.ndarray, row: Mapping[str, Any]) -> np.ndarray:
    """Corrupts an image with the row's blur, noise and JPEG artefacts."""
    each_channel = row["noise_channels"] == "each"
    if row["blur"]:
        image = corrupt.blurred(image, row["blur"])
    if row["gaussian_noise"]:
        image = corrupt.gaussian(image, row["gaussian_noise"], random_of(row, "gaussian_noise"), each_channel)
    if row["speckle_noise"]:
        image = corrupt.speckle(image, row["speckle_noise"], random_of(row, "speckle_noise"), each_channel)
    if row["salt_pepper_noise"]:
        image = corrupt.salt_and_pepper(
            image, row["salt_pepper_noise"], random_of(row, "salt_pepper_noise"), each_channel
        )
    return corrupt.jpeg(image, row["jpeg_loss"]) if row["jpeg_loss"] else image


def random_of(row: Mapping[str, Any], use: str) -> np.random.Generator:
    """The row's random numbers for one use, which do not depend on those of any other use."""
    return np.random.default_rng([row["noise_seed"], crc32(use.encode())])
