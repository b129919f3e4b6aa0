"""From an opened image to its pixels: the frame of an animation, the background of a transparent one, its range."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np
from PIL import Image, ImageSequence

SIXTEEN_BITS = ("I;16", "I;16B", "I;16L", "I;16N")
# The largest values of images that hold 8, 10, 12, 14 and 16 bits in 16.
FULL_SCALES = (255, 1023, 4095, 16_383, 65_535)
# Ink on transparency is light if nine tenths of what can be seen of it are at least this grey level, and much is clear.
LIGHT, VISIBLE, MOSTLY, CLEAR = 192, 32, 0.1, 0.3
SLIVER = 25  # grey levels: an image that uses no more shows hardly anything
BLANK = 0
INK = 32  # grey levels from the background
MOST_FRAMES = 200
MOST_PIXELS = 100_000_000  # of all frames that are looked at

Frame = Literal["auto", "first", "last", "ink"]
ANIMATED = ("GIF", "PNG", "WEBP", "TIFF")

# What is remarkable about images, as the beginning of a sentence that names them.
REMARKS = {
    "blank": "Images of a single colour, in which nothing can be read",
    "sliver": "Images that use at most a tenth of the range from black to white",
    "light ink": "Images of light ink on a transparent background, laid on black",
    "few bits": "Images with fewer than 16 bits in 16, stretched to the full range",
    "animation": "Animations and documents of several pages, of which one frame is taken (--frame chooses it)",
}


class Pixels(NamedTuple):
    """uint8 (h, w) grey or (h, w, 3) RGB, and what is remarkable about the image (keys of REMARKS)."""

    pixels: np.ndarray
    remarks: tuple[str, ...] = ()


def is_animated(image: Image.Image) -> bool:
    """Whether a file has several frames or pages."""
    return image.format in ANIMATED and getattr(image, "n_frames", 1) > 1


def frame_of(image: Image.Image, wanted: Frame) -> Image.Image:
    """The wanted frame of an animation. auto: the first, or if that is blank, the one with most ink."""
    if wanted == "last":
        image.seek(min(image.n_frames, MOST_FRAMES) - 1)  # type: ignore[attr-defined]
        return image.copy()
    first = image.copy()
    if wanted == "first" or (wanted == "auto" and ink_of(first)):
        return first
    inked = [(ink_of(frame), -number) for number, frame in enumerate(frames(image))]
    image.seek(-max(inked)[1])
    return image.copy()


def frames(image: Image.Image) -> Iterator[Image.Image]:
    """The first frames of an animation."""
    most = min(MOST_FRAMES, MOST_PIXELS // (image.width * image.height))
    for number, frame in enumerate(ImageSequence.Iterator(image)):
        if number and number >= most:
            return
        yield frame


def ink_of(image: Image.Image) -> int:
    """The number of pixels that stand out from the median grey level."""
    grey = np.asarray(image.convert("LA" if image.has_transparency_data else "L"), np.int16)
    if grey.ndim == 3:
        grey = grey[..., 0] * (grey[..., 1] > VISIBLE)
    return int((np.abs(grey - np.median(grey)) > INK).sum())


def flatten(image: Image.Image, kind: str | None) -> Pixels:
    """Pixels of any Pillow mode but those of 32 bits as uint8 grey or RGB, with transparency put on a background."""
    if image.mode in SIXTEEN_BITS or (image.mode == "I" and kind == "PPM"):
        return scale_16_bits(image)
    grey = image.mode in ("1", "L", "LA", "La")
    remarks: tuple[str, ...] = ()
    if image.has_transparency_data:
        image = image.convert("LA" if grey else "RGBA")
        light = is_light(np.asarray(image.convert("LA")))
        image, remarks = on_background(image, "black" if light else "white"), ("light ink",) * light
    wanted = "L" if grey else "RGB"
    return Pixels(np.asarray(image if image.mode == wanted else image.convert(wanted)), remarks)


def scale_16_bits(image: Image.Image) -> Pixels:
    """16-bit grey scaled (not clipped) to 8 bits, from the bits that it uses: 65535 becomes 255, as does 4095.

    A grey marked as transparent becomes the background.
    """
    values = np.asarray(image).astype(np.uint32)
    clear = image.info.get("transparency")
    seen = values != clear if isinstance(clear, int) else np.ones(values.shape, bool)
    full = next(scale for scale in FULL_SCALES if values.max(where=seen, initial=0) <= scale)
    scaled = ((values * 255 + full // 2) // full).astype(np.uint8)
    remarks = ("few bits",) if full < FULL_SCALES[-1] and seen.any() and values.max(where=seen, initial=0) else ()
    if seen.all():
        return Pixels(scaled, remarks)
    light = is_light(np.stack([scaled, seen * np.uint8(255)], axis=2))
    return Pixels(np.where(seen, scaled, np.uint8(0 if light else 255)), remarks + ("light ink",) * light)


def is_light(image: np.ndarray) -> bool:
    """Whether an image with transparency, uint8 (h, w, 2) of grey and alpha, can only be seen on a dark background."""
    grey, alpha = image[..., 0], image[..., 1]
    if not (alpha < VISIBLE).mean() >= CLEAR:
        return False
    ink = grey[alpha >= VISIBLE]
    return bool(ink.size and np.quantile(ink, MOSTLY) >= LIGHT)


def on_background(image: Image.Image, colour: str) -> Image.Image:
    """An LA or RGBA image on a background."""
    mode = image.mode.removesuffix("A")
    background = Image.new(mode, image.size, colour)
    background.paste(image.convert(mode), mask=image.getchannel("A"))
    return background


def remarks_on(pixels: np.ndarray) -> tuple[str, ...]:
    """Whether an image, uint8 (h, w) or (h, w, 3), is blank or uses a sliver of its range."""
    channel = pixels if pixels.ndim == 2 else pixels[..., 0]
    few = channel[::5, ::3]  # shows that most images are usual
    if int(few.max()) - int(few.min()) > SLIVER:
        return ()
    axes = (0, 1)
    spread = int((pixels.max(axis=axes) - pixels.min(axis=axes)).max())
    return ("blank",) if spread == BLANK else ("sliver",) if spread <= SLIVER else ()


def remarks_on_all(images: np.ndarray) -> dict[int, tuple[str, ...]]:
    """`remarks_on` of images of one size, uint8 (n, h, w) or (n, h, w, 3), by their number; none for usual ones."""
    if not images.size:
        return {}
    pixels = images.reshape(len(images), -1, *images.shape[3:])
    spreads = np.ptp(pixels, axis=1).reshape(len(images), -1).max(axis=1)
    return {int(at): remarks_on(images[at]) for at in np.flatnonzero(spreads <= SLIVER)}
