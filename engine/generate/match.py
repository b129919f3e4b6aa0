"""From some real images to settings that draw images like them: what can be read off them, as a start."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.core.datasets import labels
from engine.generate.spec import GenerateSpec
from engine.imaging.colours import ink_and_paper
from engine.imaging.decode import is_grey
from engine.imaging.preprocess import to_mode
from engine.spec import Span, knobs

COMMON_HEIGHT = 0.7  # a symbol's font size by the height of the image, as in the captcha package


def propose(images: Sequence[np.ndarray], texts: Sequence[str] = ()) -> dict[str, Any]:
    """Values for `GenerateSpec`: size, mode, ink and paper, and from the images' texts length and symbols.

    images are uint8 (h, w) or (h, w, 3). Ink and paper are the ranges of the luminance seen, where ink covers paper.
    Raises ValueError when there is no image, or one cannot be drawn in that size.
    """
    if not images:
        raise ValueError("give at least one image to match; got none.")
    heights, widths = zip(*(image.shape[:2] for image in images), strict=True)
    grey = [to_mode(image, "grey") for image in images]
    inks, papers = zip(*map(ink_and_paper, grey), strict=True)
    size = int(min(heights) * COMMON_HEIGHT)
    found: dict[str, Any] = {
        "width": Span(min(widths), max(widths)),
        "height": Span(min(heights), max(heights)),
        "mode": "grey" if all(image.ndim == 2 or is_grey(image) for image in images) else "colour",
        "paper": Span(min(papers), max(papers)),
        "ink": span_of(inks),
        "cover": "solid",
        "font_size": Span(max(8, round(size * 0.85)), max(8, size)),
    }
    if texts:
        found["symbols"] = labels.alphabet_of(texts)
        found["length"] = span_of([len(text) for text in texts])
    return check_bounds(found)


def span_of(values: Sequence[int]) -> Span:
    """From the smallest to the largest."""
    return Span(min(values), max(values))


def check_bounds(found: dict[str, Any]) -> dict[str, Any]:
    """The values, if the generator can draw them; ValueError naming what is too small or too large."""
    for each in knobs(GenerateSpec):
        value = found.get(each.name)
        if isinstance(value, Span) and each.low is not None and each.high is not None:
            for end in value:
                if not each.low <= end <= each.high:
                    raise ValueError(
                        f"the images have a {each.name} of {end:g}; images from {each.low:g} to {each.high:g} can be "
                        "drawn: scale them or leave this one out."
                    )
    return found
