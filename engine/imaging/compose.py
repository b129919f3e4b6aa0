"""Pictures of single symbols set side by side to one image."""

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from engine.imaging.prepare import Preparation, paper, prepare, to_mode


def composed(row: Mapping[str, Any], pictures: Sequence[np.ndarray], preparation: Preparation) -> np.ndarray:
    """A row of `engine.compose.draw.draw` as an image, uint8 (height, width) or (height, width, 3).

    pictures are those of the row's symbols, uint8 grey or RGB; each is scaled and turned on paper of its own colour,
    and the line of them is brought to the preparation's size.
    """
    tiles = [
        turned(to_mode(picture, preparation.mode), scale, angle)
        for picture, scale, angle in zip(pictures, row["symbol_scale"], row["symbol_angle"], strict=True)
    ]
    gaps = row["symbol_gap"]
    width = sum(tile.shape[1] for tile in tiles) + sum(gaps[:-1])
    sheet = np.empty((max(tile.shape[0] for tile in tiles), width, *tiles[0].shape[2:]), np.uint8)
    sheet[...] = np.median([paper(tile) for tile in tiles], axis=0)
    x = 0
    for tile, gap in zip(tiles, gaps, strict=True):
        y = (sheet.shape[0] - tile.shape[0]) // 2
        sheet[y : y + tile.shape[0], x : x + tile.shape[1]] = tile
        x += tile.shape[1] + gap
    image = prepare(sheet, preparation)
    return image[..., 0] if preparation.channels == 1 else image


def turned(image: np.ndarray, scale: float, angle: float) -> np.ndarray:
    """The image scaled and turned counter-clockwise by an angle in degrees, whole, on paper of its own colour."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), angle, scale)
    cosine, sine = np.abs(matrix[0, :2])
    wide, high = (
        int(np.ceil(round(side, 6))) for side in (width * cosine + height * sine, width * sine + height * cosine)
    )
    matrix[:, 2] += (wide - width) / 2, (high - height) / 2
    colour = [float(value) for value in np.atleast_1d(paper(image))]
    return cv2.warpAffine(image, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderValue=colour)
