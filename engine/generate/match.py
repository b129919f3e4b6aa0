"""Proposes settings that draw images similar to given real ones, as a starting point."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.core.datasets import labels
from engine.generate.spec import GenerateSpec
from engine.imaging.colours import ink_and_background
from engine.imaging.decode import is_grey
from engine.imaging.preprocess import to_mode
from engine.spec import Span, knobs

FONT_SHARE = 0.7  # of the image's height, as in the captcha package


def propose(images: Sequence[np.ndarray], texts: Sequence[str] = ()) -> dict[str, Any]:
    """Values for `GenerateSpec`: image size, mode, ink and background, and from the texts length and symbols.

    images: uint8 (h, w) or (h, w, 3). Ink and background get the ranges of luminance seen in the images, with ink that
    covers the background. Raises ValueError if there is no image, or the generator cannot draw images of that size.
    """
    if not images:
        raise ValueError("give at least one image to match; got none.")
    heights, widths = zip(*(image.shape[:2] for image in images), strict=True)
    grey = [to_mode(image, "grey") for image in images]
    inks, backgrounds = zip(*map(ink_and_background, grey), strict=True)
    size = int(min(heights) * FONT_SHARE)
    values: dict[str, Any] = {
        "width": span_of(widths),
        "height": span_of(heights),
        "mode": "grey" if all(image.ndim == 2 or is_grey(image) for image in images) else "colour",
        "paper": span_of(backgrounds),
        "ink": span_of(inks),
        "fill": "solid",
        "font_size": Span(max(8, round(size * 0.85)), max(8, size)),
    }
    if texts:
        values["symbols"] = labels.alphabet_of(texts)
        values["length"] = span_of([len(text) for text in texts])
    return check_bounds(values)


def span_of(values: Sequence[int]) -> Span:
    """The range from the smallest to the largest value."""
    return Span(min(values), max(values))


def check_bounds(values: dict[str, Any]) -> dict[str, Any]:
    """Returns the values if the generator can draw them. Raises ValueError naming the one that is out of bounds."""
    for knob in knobs(GenerateSpec):
        value = values.get(knob.name)
        if isinstance(value, Span) and knob.low is not None and knob.high is not None:
            for end in value:
                if not knob.low <= end <= knob.high:
                    raise ValueError(
                        f"{knob.name} must be from {knob.low:g} to {knob.high:g} to be drawn; the images have {end:g}: "
                        "scale them, or leave this image out."
                    )
    return values
