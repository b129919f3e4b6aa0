"""Composes images of single symbols side by side into one image."""

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from engine.imaging.colours import ink_and_background
from engine.imaging.overlay import as_colour
from engine.imaging.preprocess import Preparation, background_colour, prepare, to_mode
from engine.imaging.render import marks
from engine.imaging.render.render import Box, blended, corrupted, marked


def composed(
    row: Mapping[str, Any], images: Sequence[np.ndarray], preparation: Preparation
) -> tuple[np.ndarray, list[Box]]:
    """Composes the symbols of a row of `engine.compose.sampling.draw`; returns the image and the box of each symbol.

    The image is uint8 (height, width) or (height, width, 3). images: those of the row's symbols, uint8 grey or RGB.
    Each is transformed on a background of its own colour, and the line of them is brought to the preparation's size.
    """
    shapes = zip(*(row[f"symbol_{name}"] for name in ("scale", "angle", "shear", "stretch")), strict=True)
    tiles = [transformed(to_mode(image, preparation.mode), *shape) for image, shape in zip(images, shapes, strict=True)]
    gaps = row["symbol_gap"]
    width = sum(tile.shape[1] for tile in tiles) + sum(gaps[:-1])
    sheet = np.empty((max(tile.shape[0] for tile in tiles), width, *tiles[0].shape[2:]), np.uint8)
    sheet[...] = np.median([background_colour(tile) for tile in tiles], axis=0)
    x, boxes = 0, []
    for tile, gap in zip(tiles, gaps, strict=True):
        y = (sheet.shape[0] - tile.shape[0]) // 2
        sheet[y : y + tile.shape[0], x : x + tile.shape[1]] = tile
        boxes.append(Box(x, y, x + tile.shape[1], y + tile.shape[0]))
        x += tile.shape[1] + gap
    image = prepare(sheet, preparation)
    return image[..., 0] if preparation.channels == 1 else image, prepared_boxes(boxes, sheet, preparation)


def prepared_boxes(boxes: list[Box], sheet: np.ndarray, preparation: Preparation) -> list[Box]:
    """Where boxes on a sheet lie after preprocessing it, in whole pixels that contain each box completely."""
    size = preparation.width, preparation.height
    across, down = size[0] / sheet.shape[1], size[1] / sheet.shape[0]
    if preparation.fit == "pad":
        across = down = min(across, down)
    left, top = (size[0] - across * sheet.shape[1]) / 2, (size[1] - down * sheet.shape[0]) / 2
    scaled = ((left + a * across, top + b * down, left + c * across, top + d * down) for a, b, c, d in boxes)
    return [Box(*(int(x) for x in (np.floor(a), np.floor(b), np.ceil(c), np.ceil(d)))) for a, b, c, d in scaled]


def contrast(image: np.ndarray) -> int:
    """The difference in luminance (0..255) between the ink and the background of an image."""
    ink, background = ink_and_background(to_mode(image, "grey"))
    return abs(ink - background)


def finished(image: np.ndarray, row: Mapping[str, Any]) -> np.ndarray:
    """Adds the row's dots, curves, lines and grid in the lightness of the image's ink, then its blur and noise."""
    if row["dots"] or row["curves"] or row["lines"] or row["grid"]:
        field = np.zeros(image.shape[:2], np.uint8)
        marked(field, row, marks.dots_of([row])[0])
        ink, _ = ink_and_background(to_mode(image, "grey"))
        mode = "grey" if image.ndim == 2 else "colour"
        image = blended(field, np.full((1, 3), ink, np.uint8), as_colour(image), mode)
    return corrupted(image, row)


def transformed(image: np.ndarray, scale: float, angle: float, shear: float = 0.0, stretch: float = 1.0) -> np.ndarray:
    """Stretches an image horizontally and shears it, then scales and rotates it, on a background of its own colour.

    angle: in degrees, counter-clockwise. shear: how far the top moves to the right, as a share of the height. Nothing
    is cut off.
    """
    size = np.array([image.shape[1], image.shape[0]])
    middle = (size - 1) / 2
    linear = cv2.getRotationMatrix2D((0, 0), angle, scale)[:, :2] @ [[stretch, -shear], [0, 1]]
    new_size = np.ceil(np.round(np.abs(linear) @ size, 6)).astype(int)
    matrix = np.column_stack([linear, middle - linear @ middle + (new_size - size) / 2])
    colour = [float(value) for value in np.atleast_1d(background_colour(image))]
    return cv2.warpAffine(image, matrix, new_size.tolist(), flags=cv2.INTER_LINEAR, borderValue=colour)
