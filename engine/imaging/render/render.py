"""From a row of drawn values to the image; the only place that knows what a knob does.

The geometry follows the captcha package 0.7: a symbol is turned, stretched to its tile, and the tile warped; tiles
overlap at random, are squeezed where the text is too wide, and dots, arcs and a light smoothing come on top.
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
MASK_GAIN = 1.97  # the captcha package covers paper with this times the ink's lightness


class Box(NamedTuple):
    """Where the ink of a symbol is, in pixels of the image, right and bottom exclusive; it may stick out."""

    left: int
    top: int
    right: int
    bottom: int


def render(row: Mapping[str, Any]) -> np.ndarray:
    """Draws a row of `engine.generate.sampling.draw`: uint8, RGB (height, width, 3) or grey (height, width)."""
    return next(render_all([row]))[0]


def render_all(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[np.ndarray, list[Box]]]:
    """The images of some rows like `render`, each with its symbols' boxes; what they share is worked out once."""
    if not rows:
        return
    for row, line, dots, table in zip(rows, lines_of(rows), marks.dots_of(rows), mixtures(rows), strict=True):
        field, owners, boxes = covered(row, line)
        if row["waves"]:
            field = corrupt.waved(field, row["waves"], row["wave_length"], random_of(row, "waves"))
        marked(field, row, dots)
        if row["smooth"]:
            field = smoothed(field)
        if owners is None and row["paper_kind"] == "plain":
            image = coloured(field, table, row["mode"])
        else:
            image = blended(field, inks_of(row, owners), paper_of(row), row["mode"])
        yield worn(image, row), boxes


def covered(row: Mapping[str, Any], line: Line) -> tuple[np.ndarray, np.ndarray | None, list[Box]]:
    """The symbols' share of ink per pixel, in 255ths, uint8 (height, width); which symbol, from 1 on, a pixel belongs
    to, uint8 of the same shape, where symbols have inks of their own; and the symbols' boxes."""
    width, height, long = row["width"], row["height"], line.width
    layers = np.zeros((height, max(long, width)), np.uint8)
    owners = np.zeros_like(layers) if row["symbols"][0].ink else None
    boxes = []
    for i, (tile, x, y) in enumerate(zip(line.tiles, line.x, line.y, strict=True), start=1):
        add_tile(layers, tile, x, y)
        boxes.append(box_of(tile, x, y))
        if owners is not None:
            own_tile(owners, tile, x, y, i)
    field = cv2.LUT(layers, layer_table(row["ink"], row["cover"]))
    if long > width:
        # Of OpenCV's ways the nearest to Pillow's bicubic, which the package takes.
        field = cv2.resize(field, (width, height), interpolation=cv2.INTER_AREA)
        owners = owners if owners is None else cv2.resize(owners, (width, height), interpolation=cv2.INTER_NEAREST)
        boxes = [Box(a * width // long, b, -(-c * width // long), d) for a, b, c, d in boxes]
    return field, owners, boxes


def box_of(tile: np.ndarray, x: int, y: int) -> Box:
    """Where the ink of a tile lies whose corner is at x, y."""
    left, top, width, height = cv2.boundingRect(tile)
    return Box(x + left, y + top, x + left + width, y + top + height)


def add_tile(layers: np.ndarray, tile: np.ndarray, x: int, y: int) -> None:
    """Lays a tile on the line with its corner at x, y; what sticks out is cut."""
    height, width = tile.shape
    if x < 0 or y < 0 or y + height > layers.shape[0] or x + width > layers.shape[1]:
        part = layers[max(y, 0) : max(y + height, 0), max(x, 0) : max(x + width, 0)]
        tile = tile[max(-y, 0) :, max(-x, 0) :][: part.shape[0], : part.shape[1]]
    else:
        part = layers[y : y + height, x : x + width]
    part += tile


def own_tile(owners: np.ndarray, tile: np.ndarray, x: int, y: int, number: int) -> None:
    """Notes a symbol's number wherever its tile, laid like by `add_tile`, has ink."""
    part = owners[max(y, 0) : max(y + tile.shape[0], 0), max(x, 0) : max(x + tile.shape[1], 0)]
    part[tile[max(-y, 0) :, max(-x, 0) :][: part.shape[0], : part.shape[1]] > 0] = number


@cache
def layer_table(ink_lightness: int, cover: str) -> np.ndarray:
    """The share of ink in 255ths after 0, 1, ... 255 layers of it."""
    mask = mask_of(ink_lightness, cover)
    return np.rint(255 - 255 * (1 - mask / 255) ** np.arange(256)).astype(np.uint8)


def mask_of(ink_lightness: Any, cover: str) -> Any:
    """How much one layer of ink hides of the paper, 0..255; for a number or an array of them."""
    return np.minimum(np.floor(MASK_GAIN * ink_lightness), 255) if cover == "luminance" else 255


def marked(field: np.ndarray, row: Mapping[str, Any], dots: np.ndarray) -> None:
    """Adds the row's dots, arcs, lines and grid to its field; dots are pixels as told by `marks.dots_of`."""
    field.reshape(-1)[dots] = 255
    for arc in row["arcs"]:
        marks.draw_arc(field, arc, row["curve_width"])
    for ends in row["lines_at"]:
        marks.draw_line(field, ends, row["line_width"])
    if row["grid"]:
        marks.draw_grid(field, row["grid"], row["grid_start"])


def smoothed(field: np.ndarray) -> np.ndarray:
    """Each pixel mixed with its eight neighbours, 5 to 1 each; the frame of one pixel stays as it is."""
    smooth = cv2.filter2D(field, -1, SMOOTH)
    for edge in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
        smooth[edge] = field[edge]
    return smooth


def mixtures(rows: Sequence[Mapping[str, Any]]) -> np.ndarray:
    """The colour of each row at each share of ink, from 0 to 255 of 255, where the paper has one colour: uint8 (rows,
    256, 3), with equal channels where images are grey."""
    first, last = (
        np.array([shown(row[name], row["mode"]) for row in rows], np.float32)[:, None]
        for name in ("paper_colour", "ink_colour")
    )
    return np.rint(first + SHARES * (last - first)).astype(np.uint8)


def shown(colour: str, mode: str) -> tuple[int, ...]:
    """A colour as an image of that mode shows it: red, green and blue."""
    parts = colour_of(colour)
    return parts if mode == "colour" else (lightness(parts),) * 3


def coloured(field: np.ndarray, table: np.ndarray, mode: str) -> np.ndarray:
    """The field in the colours of one of the `mixtures`: RGB or grey."""
    return cv2.LUT(field, table[:, 0]) if mode == "grey" else cv2.applyColorMap(field, table[:, None])


def inks_of(row: Mapping[str, Any], owners: np.ndarray | None) -> np.ndarray:
    """The colour of the ink at each pixel, uint8 (height, width, 3), or (1, 3) where there is one."""
    colours = np.array([colour_of(row["ink_colour"]), *(colour_of(each.ink) for each in row["symbols"] if each.ink)])
    return colours.astype(np.uint8) if owners is None else colours.astype(np.uint8)[owners]


def paper_of(row: Mapping[str, Any]) -> np.ndarray:
    """The empty paper, uint8 (height, width, 3)."""
    shape, random = (row["height"], row["width"]), random_of(row, "paper")
    if row["paper_kind"] == "picture":
        return background.picture(str(row["paper_file"]), shape, random)
    first = colour_of(row["paper_colour"])
    if row["paper_kind"] == "plain":
        return np.full((*shape, 3), first, np.uint8)
    colours = first, colour_of(row["other_paper_colour"])
    return background.KINDS[row["paper_kind"]](shape, colours, random)


def blended(field: np.ndarray, inks: np.ndarray, sheet: np.ndarray, mode: str) -> np.ndarray:
    """Ink laid on any paper: the sheet where the field is 0, the pixel's ink where it is 255: RGB or grey."""
    share = field[..., None] / np.float32(255)
    image = np.rint(sheet + share * (inks.astype(np.float32) - sheet)).astype(np.uint8)
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if mode == "grey" else image


def worn(image: np.ndarray, row: Mapping[str, Any]) -> np.ndarray:
    """The image with the row's blur, noise and JPEG artefacts."""
    each = row["noise_channels"] == "each"
    if row["blur"]:
        image = corrupt.blurred(image, row["blur"])
    if row["gaussian_noise"]:
        image = corrupt.gaussian(image, row["gaussian_noise"], random_of(row, "gaussian_noise"), each)
    if row["speckle_noise"]:
        image = corrupt.speckle(image, row["speckle_noise"], random_of(row, "speckle_noise"), each)
    if row["salt_pepper_noise"]:
        image = corrupt.salt_and_pepper(image, row["salt_pepper_noise"], random_of(row, "salt_pepper_noise"), each)
    return corrupt.jpeg(image, row["jpeg_loss"]) if row["jpeg_loss"] else image


def random_of(row: Mapping[str, Any], use: str) -> np.random.Generator:
    """The row's random numbers for what bears that name, so that none depends on whether another is made."""
    return np.random.default_rng([row["noise_seed"], crc32(use.encode())])
