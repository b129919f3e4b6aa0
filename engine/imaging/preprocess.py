"""Preprocesses images alike for training, prediction and serving: operations in a fixed order, then a fixed size."""

from typing import Literal

import cv2
import numpy as np
from pydantic import model_validator

from engine.imaging import binarize, uneven
from engine.spec import Spec, knob

LARGEST = 1024  # pixels; larger images are shrunk first, so that a photograph of 50 megapixels does not take seconds
LARGEST_SIDE = 4096  # pixels of a preprocessed image


class Preprocessing(Spec):
    """The preprocessing of every image of a dataset before a net sees it, in the order of these fields."""

    background: Literal["keep", "remove"] = knob(
        "keep",
        "remove leaves only what differs from the background around it, dark on white: for gradients, shadows, and "
        "light beside dark ink.",
        group="Background",
        label="Uneven background",
    )
    mode: Literal["grey", "colour"] = knob(
        "grey", "Greyscale, or colour if colours help to tell symbols apart.", label="Colour mode"
    )
    blur: Literal["none", "gaussian", "median", "bilateral"] = knob(
        "none", "Smooths the image: median removes specks, bilateral keeps edges.", group="Noise"
    )
    blur_size: int = knob(
        1,
        "Distance over which the blur mixes pixels, to each side.",
        low=1,
        high=7,
        unit="px",
        group="Noise",
        label="Blur radius",
    )
    polarity: Literal["keep", "auto", "light", "invert"] = knob(
        "keep",
        "auto makes all ink dark on a light background, light makes it light on dark, invert inverts every image.",
        group="Ink",
        label="Ink polarity",
    )
    threshold: Literal["none", "otsu", "fixed"] = knob(
        "none",
        "Turns the image black and white: otsu finds the threshold of each image, fixed uses the same for all.",
        group="Ink",
        label="Black-and-white threshold",
    )
    level: int = knob(
        127,
        "For a fixed threshold: the lightest value that becomes black.",
        low=0,
        high=254,
        group="Ink",
        label="Fixed threshold (lightness)",
    )
    morphology: Literal["none", "open", "close", "dilate", "erode"] = knob(
        "none",
        "Changes strokes: open removes specks, close fills gaps, dilate thickens, erode thins.",
        group="Ink",
        label="Change strokes",
    )
    morphology_size: int = knob(
        1,
        "Distance over which strokes are changed, to each side.",
        low=1,
        high=7,
        unit="px",
        group="Ink",
        label="Radius of the stroke change",
    )
    crop: bool = knob(
        False,
        "Crops the background around the strokes, ignoring specks, so that symbols fill the image.",
        group="Size",
        label="Crop to the ink",
    )
    margin: int = knob(
        0,
        "Background left on each side after cropping, in the preprocessed image.",
        low=0,
        high=64,
        unit="px",
        group="Size",
        label="Margin after cropping",
    )
    width: int = knob(
        0,
        "Width of the preprocessed image. 0 chooses one that suits the dataset.",
        low=0,
        high=LARGEST_SIDE,
        unit="px",
        group="Size",
        label="Image width",
    )
    height: int = knob(
        0,
        "Height of the preprocessed image. 0 chooses one that suits the dataset.",
        low=0,
        high=LARGEST_SIDE,
        unit="px",
        group="Size",
        label="Image height",
    )
    fit: Literal["pad", "stretch"] = knob(
        "pad",
        "pad centres the image on its background and keeps the aspect ratio, stretch fills the size.",
        group="Size",
        label="Fit to image size",
    )

    @model_validator(mode="after")
    def room_for_ink(self) -> "Preprocessing":
        """Refuses margins that leave no pixel between them."""
        for name in ("width", "height"):
            side = getattr(self, name)
            if self.crop and 0 < side <= 2 * self.margin:
                raise ValueError(f"margin must be less than half of {name} ({side}); got {self.margin}: lower margin.")
        return self

    @property
    def by_ink(self) -> bool:
        """Whether any operation has to tell ink from background."""
        return self.crop or (self.polarity, self.threshold, self.morphology) != ("keep", "none", "none")

    @property
    def has_operations(self) -> bool:
        """Whether anything but the mode and the size of an image changes."""
        return self.by_ink or (self.background, self.blur) != ("keep", "none")

    @property
    def channels(self) -> int:
        """1 for grey, 3 for colour."""
        return 1 if self.mode == "grey" else 3


class Preparation(Preprocessing):
    """The input that a net expects: preprocessing with a size in pixels. Stored with every model."""

    width: int = knob(..., "Width of the preprocessed image.", low=1, high=LARGEST_SIDE, unit="px")
    height: int = knob(..., "Height of the preprocessed image.", low=1, high=LARGEST_SIDE, unit="px")


def prepare(image: np.ndarray, preparation: Preparation) -> np.ndarray:
    """Preprocesses an image, uint8 (h, w), (h, w, 1) or (h, w, 3) RGB, to uint8 (height, width, channels).

    Without operations, an image that already has the size and mode keeps every byte. Raises ValueError for arrays that
    are not images.
    """
    pixels, colour = preprocessed(image, preparation)
    size = (preparation.height, preparation.width)
    return fitted(pixels, preparation, colour).reshape(*size, preparation.channels)


def preprocessed(image: np.ndarray, preprocessing: Preprocessing) -> tuple[np.ndarray, np.ndarray | None]:
    """The image, uint8 (h, w) or (h, w, 3), after all preprocessing except the final size, and its background colour.

    The colour is None where the image's border still shows it. Images above LARGEST are shrunk first. Raises like
    `prepare`.
    """
    pixels = checked(image)
    if not preprocessing.has_operations:
        return to_mode(pixels, preprocessing.mode), None
    pixels = shrunk(pixels, max(LARGEST, preprocessing.width, preprocessing.height))
    if preprocessing.background == "remove":
        pixels = uneven.removed(pixels)
    pixels = to_mode(pixels, preprocessing.mode)
    pixels = binarize.blurred(pixels, preprocessing.blur, preprocessing.blur_size)
    return with_ink_changed(pixels, preprocessing) if preprocessing.by_ink else (pixels, None)


def with_ink_changed(pixels: np.ndarray, preprocessing: Preprocessing) -> tuple[np.ndarray, np.ndarray | None]:
    """The operations that have to tell ink from background; returns like `preprocessed`."""
    level = preprocessing.level if preprocessing.threshold == "fixed" else None
    background = binarize.background_of(to_mode(pixels, "grey"), level)
    pixels, background = binarize.with_polarity(pixels, background, preprocessing.polarity)
    if preprocessing.threshold != "none":
        pixels, background = binarize.two_valued(to_mode(pixels, "grey"), background)
        pixels = to_mode(pixels, preprocessing.mode)
    pixels = binarize.morphed(pixels, background, preprocessing.morphology, preprocessing.morphology_size)
    if not preprocessing.crop:
        return pixels, None
    return binarize.cropped(pixels, binarize.ink_mask(to_mode(pixels, "grey"), background)), background_colour(pixels)


def checked(image: np.ndarray) -> np.ndarray:
    """The image as (h, w) or (h, w, 3). Raises ValueError for arrays that are not images."""
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
    """The image as (h, w) for grey or (h, w, 3) for colour; equal channels become exactly that grey value."""
    if mode == "grey":
        return image if image.ndim == 2 else cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_RGB2GRAY)
    return image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2)


def shrunk(image: np.ndarray, longest: int) -> np.ndarray:
    """The image with its longer side at most `longest` pixels, its aspect ratio kept."""
    scale = longest / max(image.shape[:2])
    return image if scale >= 1 else resize(image, *(max(1, round(side * scale)) for side in image.shape[:2]))


def resize(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """Resizes an image: averages areas along axes that shrink, interpolates along axes that grow."""
    smaller = (min(image.shape[0], height), min(image.shape[1], width))
    # OpenCV averages areas only where no axis grows, hence two calls.
    if image.shape[:2] != smaller:
        image = cv2.resize(image, smaller[::-1], interpolation=cv2.INTER_AREA)
    if image.shape[:2] != (height, width):
        image = cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR)
    return image


def fitted(image: np.ndarray, preparation: Preparation, colour: np.ndarray | None) -> np.ndarray:
    """Scales an image to the requested size, with its aspect ratio kept or not, and centres it on its background.

    colour: of the background; None takes the colour of the image's border.
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
    canvas = np.empty((height, width, *image.shape[2:]), np.uint8)
    canvas[...] = background_colour(image) if colour is None else colour
    top, left = (height - inner[0]) // 2, (width - inner[1]) // 2
    canvas[top : top + inner[0], left : left + inner[1]] = scaled
    return canvas


def background_colour(image: np.ndarray) -> np.ndarray:
    """The background colour: the median of the border pixels, per channel."""
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    return np.median(border, axis=0).astype(np.uint8)
