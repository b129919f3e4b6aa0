"""The one preparation of pixels for training, reading and serving: steps in a fixed order, then a fixed size."""

from typing import Literal

import cv2
import numpy as np
from pydantic import model_validator

from engine.imaging import binarize
from engine.spec import Spec, knob

LARGEST = 1024  # pixels; steps work on no larger pictures, so that a photograph of 50 megapixels takes no seconds
LARGEST_SIDE = 4096  # pixels of a prepared picture


class Steps(Spec):
    """What is done to every picture of a dataset before a net sees it, in the order of these fields."""

    mode: Literal["grey", "colour"] = knob("grey", "Shades of grey, or colours where they tell symbols apart.")
    blur: Literal["none", "gaussian", "median", "bilateral"] = knob(
        "none", "Smooths: median takes specks away, bilateral keeps edges.", group="Noise"
    )
    blur_size: int = knob(1, "How far the blur reaches to each side.", low=1, high=7, unit="px", group="Noise")
    polarity: Literal["keep", "auto", "light", "invert"] = knob(
        "keep",
        "auto makes all ink dark on light paper, light makes it light on dark, invert turns every picture over.",
        group="Ink",
    )
    threshold: Literal["none", "otsu", "fixed"] = knob(
        "none", "Black and white only: otsu finds the level of each picture, fixed takes the same for all.", group="Ink"
    )
    level: int = knob(127, "The lightest black of the fixed threshold.", low=0, high=254, group="Ink")
    morphology: Literal["none", "open", "close", "dilate", "erode"] = knob(
        "none",
        "Strokes: open removes specks, close fills gaps, dilate thickens, erode thins.",
        group="Ink",
    )
    morphology_size: int = knob(1, "How far that reaches to each side.", low=1, high=7, unit="px", group="Ink")
    crop: bool = knob(
        False, "Cut off the paper around the strokes, specks aside, so that symbols fill the picture.", group="Size"
    )
    margin: int = knob(
        0, "Paper left on every side after cropping, in the prepared picture.", low=0, high=64, unit="px", group="Size"
    )
    width: int = knob(
        0, "Width of the prepared picture; 0 takes what suits the dataset.", low=0, high=LARGEST_SIDE, unit="px",
        group="Size",
    )  # fmt: skip
    height: int = knob(
        0, "Height of the prepared picture; 0 takes what suits the dataset.", low=0, high=LARGEST_SIDE, unit="px",
        group="Size",
    )  # fmt: skip
    fit: Literal["pad", "stretch"] = knob(
        "pad", "How a picture fills that size: centred on paper with its aspect kept, or stretched.", group="Size"
    )

    @model_validator(mode="after")
    def room_for_ink(self) -> "Steps":
        """Leaves at least a pixel between the margins."""
        for name in ("width", "height"):
            side = getattr(self, name)
            if self.crop and 0 < side <= 2 * self.margin:
                raise ValueError(f"margin must be less than half of {name} ({side}); got {self.margin}.")
        return self

    @property
    def by_ink(self) -> bool:
        """Whether a step asks what is ink and what is paper."""
        return self.crop or (self.polarity, self.threshold, self.morphology) != ("keep", "none", "none")

    @property
    def channels(self) -> int:
        """1 for grey, 3 for colour."""
        return 1 if self.mode == "grey" else 3


class Preparation(Steps):
    """What a net expects: the steps with the size in pixels. Stored with every model."""

    width: int = knob(..., "Width of the prepared picture.", low=1, high=LARGEST_SIDE, unit="px")
    height: int = knob(..., "Height of the prepared picture.", low=1, high=LARGEST_SIDE, unit="px")


def prepare(image: np.ndarray, preparation: Preparation) -> np.ndarray:
    """Brings an image, uint8 (h, w), (h, w, 1) or (h, w, 3) RGB, to uint8 (height, width, channels).

    Without steps an image that has size and mode already keeps every byte. Raises ValueError for arrays that are no
    image.
    """
    pixels, colour = worked(image, preparation)
    wanted = (preparation.height, preparation.width)
    return placed(pixels, preparation, colour).reshape(*wanted, preparation.channels)


def worked(image: np.ndarray, steps: Steps) -> tuple[np.ndarray, np.ndarray | None]:
    """The image, uint8 (h, w) or (h, w, 3), after all steps but the size.

    With it comes its paper's colour, or None where the border still shows it. Pictures above LARGEST are shrunk before
    the first step. Raises like `prepare`.
    """
    pixels = to_mode(checked(image), steps.mode)
    if not steps.by_ink and steps.blur == "none":
        return pixels, None
    pixels = binarize.blurred(shrunk(pixels, max(LARGEST, steps.width, steps.height)), steps.blur, steps.blur_size)
    return by_ink(pixels, steps) if steps.by_ink else (pixels, None)


def by_ink(pixels: np.ndarray, steps: Steps) -> tuple[np.ndarray, np.ndarray | None]:
    """The steps that need to know what is ink; returns like `worked`."""
    sheet = binarize.paper_of(to_mode(pixels, "grey"), steps.level if steps.threshold == "fixed" else None)
    pixels, sheet = binarize.with_polarity(pixels, sheet, steps.polarity)
    if steps.threshold != "none":
        pixels, sheet = binarize.two_valued(to_mode(pixels, "grey"), sheet)
        pixels = to_mode(pixels, steps.mode)
    pixels = binarize.reshaped(pixels, sheet, steps.morphology, steps.morphology_size)
    if not steps.crop:
        return pixels, None
    return binarize.cropped(pixels, binarize.ink_mask(to_mode(pixels, "grey"), sheet)), paper(pixels)


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


def shrunk(image: np.ndarray, longest: int) -> np.ndarray:
    """The image with its longer side at most `longest`, its aspect kept."""
    scale = longest / max(image.shape[:2])
    return image if scale >= 1 else resize(image, *(max(1, round(side * scale)) for side in image.shape[:2]))


def resize(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """Averages areas along the axes that shrink, then interpolates along those that grow."""
    smaller = (min(image.shape[0], height), min(image.shape[1], width))
    # OpenCV averages areas only where no axis grows, hence two steps.
    if image.shape[:2] != smaller:
        image = cv2.resize(image, smaller[::-1], interpolation=cv2.INTER_AREA)
    if image.shape[:2] != (height, width):
        image = cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR)
    return image


def placed(image: np.ndarray, preparation: Preparation, colour: np.ndarray | None) -> np.ndarray:
    """Scales to the asked size, the aspect kept or not, and centres on a sheet of the paper's colour.

    A `colour` of None is that of the image's border.
    """
    height, width = preparation.height, preparation.width
    edges = 2 * preparation.margin if preparation.crop else 0
    inner = (height - edges, width - edges)
    if preparation.fit == "pad":
        scale = min(inner[0] / image.shape[0], inner[1] / image.shape[1])
        inner = (max(1, round(image.shape[0] * scale)), max(1, round(image.shape[1] * scale)))
    scaled = resize(image, *inner)
    if inner == (height, width):
        return scaled
    sheet = np.empty((height, width, *image.shape[2:]), np.uint8)
    sheet[...] = paper(image) if colour is None else colour
    top, left = (height - inner[0]) // 2, (width - inner[1]) // 2
    sheet[top : top + inner[0], left : left + inner[1]] = scaled
    return sheet


def paper(image: np.ndarray) -> np.ndarray:
    """The paper's colour: the median of the border pixels, per channel."""
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    return np.median(border, axis=0).astype(np.uint8)
