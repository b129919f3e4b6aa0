"""The one preparation of pixels for training, reading and serving: grey or colour, and a fixed size."""

from typing import Literal

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict, Field


class Preparation(BaseModel):
    """What a net expects: mode, size in pixels, and how other sizes are brought to it. Stored with every model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Literal["grey", "colour"] = "grey"
    width: int = Field(ge=1, le=4096)
    height: int = Field(ge=1, le=4096)
    fit: Literal["stretch", "pad"] = "pad"

    @property
    def channels(self) -> int:
        """1 for grey, 3 for colour."""
        return 1 if self.mode == "grey" else 3


def prepare(image: np.ndarray, preparation: Preparation) -> np.ndarray:
    """Brings an image, uint8 (h, w), (h, w, 1) or (h, w, 3) RGB, to uint8 (height, width, channels).

    An image that has size and mode already keeps every byte. "pad" keeps the aspect and fills up with the paper
    colour. Raises ValueError for arrays that are no image.
    """
    pixels = to_mode(checked(image), preparation.mode)
    wanted = (preparation.height, preparation.width)
    if pixels.shape[:2] != wanted:
        pixels = pad(pixels, *wanted) if preparation.fit == "pad" else resize(pixels, *wanted)
    return pixels.reshape(*wanted, preparation.channels)


def checked(image: np.ndarray) -> np.ndarray:
    """The image as (h, w) or (h, w, 3), or a ValueError."""
    if image.ndim == 3 and image.shape[2] == 1:
        image = image[..., 0]
    shaped = image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3)
    if image.dtype != np.uint8 or not shaped or not image.size:
        raise ValueError(
            f"An image must be uint8 of shape (height, width) or (height, width, 3); got {image.dtype} of shape "
            f"{image.shape}. Read files with engine.imaging.decode."
        )
    return image


def to_mode(image: np.ndarray, mode: str) -> np.ndarray:
    """(h, w) for grey, (h, w, 3) for colour; equal channels give exactly their value as grey."""
    if mode == "grey":
        return image if image.ndim == 2 else cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_RGB2GRAY)
    return image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2)


def resize(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """Averages areas along the axes that shrink, then interpolates along those that grow."""
    smaller = (min(image.shape[0], height), min(image.shape[1], width))
    # OpenCV averages areas only where no axis grows, hence two steps.
    if image.shape[:2] != smaller:
        image = cv2.resize(image, smaller[::-1], interpolation=cv2.INTER_AREA)
    if image.shape[:2] != (height, width):
        image = cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR)
    return image


def pad(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """Scales with the aspect kept and centres on a sheet of the paper's colour."""
    scale = min(height / image.shape[0], width / image.shape[1])
    inner = resize(image, max(1, round(image.shape[0] * scale)), max(1, round(image.shape[1] * scale)))
    top, left = (height - inner.shape[0]) // 2, (width - inner.shape[1]) // 2
    if inner.shape[:2] == (height, width):
        return inner
    sheet = np.empty((height, width, *image.shape[2:]), np.uint8)
    sheet[...] = paper(image)
    sheet[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return sheet


def paper(image: np.ndarray) -> np.ndarray:
    """The paper's colour: the median of the border pixels, per channel."""
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    return np.median(border, axis=0).astype(np.uint8)
