"""Notices images unlike those that a model learned from: of another size, shade or framing, or texts of other length.

The card holds the usual range of each number of `Appearance`, taken from training images, and of `Reading`, taken from
images that the model did not learn from.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.imaging.appearance import Appearance, strokes
from engine.imaging.preprocess import Preparation

Ranges = dict[str, tuple[float, float]]

USUAL = (0.005, 0.995)  # quantiles of the images
SLACK = 0.25  # of the distance between these quantiles, added at both ends
READING_SLACK = 0.1  # of the distance between the middle and the upper quantile; no reading is too good
FEW = 5  # images; the slack grows by this over their number, because few images do not show the whole range
RATIOS = ("width", "height", "aspect")  # compared as ratios
# Smallest slack: a tenth of a size, 8 grey levels, 3 % of the width or height.
LEAST = dict.fromkeys(Appearance._fields, 0.03) | dict.fromkeys(RATIOS, 0.1) | {"background": 8.0, "contrast": 8.0}
REACH = 0.4  # of the room for one symbol; ink farther from where the net looked for any symbol is left over
SHADES = ("background", "contrast")
FRAMING = ("ink", "ink_width", "ink_height", "left", "right", "top", "bottom")


class Arrival(NamedTuple):
    """An image that came to be read: why its prediction may be wrong, or "", and what is watched of all that come.

    width, height in pixels; ink: share of what the net sees, NaN if nothing stands out from the background.
    """

    notice: str
    width: int
    height: int
    ink: float


class Reading(NamedTuple):
    """left_over: share of the ink in which no symbol was read. overlap: how much two symbols were read in one place.

    Both 0..1.
    """

    left_over: float
    overlap: float


def usual_appearance(appearances: Sequence[Appearance]) -> Ranges:
    """The usual range of each number, from the appearance of training images; {} without any."""
    if not appearances:
        return {}
    values = np.array(appearances, float)
    ratios = [name in RATIOS for name in Appearance._fields]
    values[:, ratios] = np.log(values[:, ratios])
    low, high = np.quantile(values, USUAL, axis=0)
    slack = np.maximum((SLACK + FEW / len(values)) * (high - low), list(LEAST.values()))
    ends = np.stack([low - slack, high + slack])
    ends[:, ratios] = np.exp(ends[:, ratios])
    return dict(zip(Appearance._fields, [(float(first), float(last)) for first, last in ends.T], strict=True))


def usual_reading(readings: Sequence[Reading]) -> Ranges:
    """The usual range of each number, from the readings of images that the model did not learn from."""
    if not readings:
        return {}
    middle, high = np.quantile(np.array(readings, float), (0.5, USUAL[1]), axis=0)
    ends = high + READING_SLACK * (high - middle)
    return {name: (0.0, float(end)) for name, end in zip(Reading._fields, ends, strict=True)}


def reading_of(prepared: np.ndarray, attention: np.ndarray, read: np.ndarray) -> Reading | None:
    """Where the net looked, compared with where the ink is; None if there is no ink or no symbol was read.

    prepared: uint8 (h, w, channels). attention: (slots, rows, columns). read: bool (slots), whether a slot holds a
    symbol.
    """
    ink = strokes(prepared)
    if not read.any() or not ink.any():
        return None
    maps = attention[read].astype(np.float64)
    columns = maps.sum(axis=1)
    centres = columns @ (np.arange(columns.shape[1]) + 0.5) / columns.sum(axis=1) / columns.shape[1]
    places = (np.arange(len(ink)) + 0.5) / len(ink)
    distance = np.abs(places[:, None] - centres).min(axis=1)
    flat = maps.reshape(len(maps), -1)
    flat = flat / np.linalg.norm(flat, axis=1, keepdims=True)
    overlap = (flat @ flat.T)[~np.eye(len(flat), dtype=bool)]
    return Reading(float(ink[distance > REACH / len(read)].sum() / ink.sum()), float(overlap.max(initial=0.0)))


def unusual_appearance(ranges: Ranges, appearance: Appearance | None, preparation: Preparation) -> list[str]:
    """Sentences on what distinguishes an image from those that the model learned from; [] if it looks like them.

    appearance: that of the image; None if nothing stands out. The size does not matter to a model that crops.
    """
    if appearance is None:
        return ["Nothing on this image stands out from its background, so what was read there means nothing."]
    outside = {name for name in outside_of(ranges, appearance._asdict()) if not (preparation.crop and name in RATIOS)}
    sentences = ((about_size, RATIOS), (about_shades, SHADES), (about_framing, FRAMING))
    return [about(ranges, appearance) for about, names in sentences if outside.intersection(names)]


def unusual_reading(ranges: Ranges, reading: Reading | None, slots: int) -> list[str]:
    """Sentences on ink left over beside the symbols that were read, and on symbols read in one place; [] if usual."""
    outside = outside_of(ranges, reading._asdict()) if reading else []
    sentences = {
        "left_over": f"Ink is left over: the text may be longer than the {slots} symbols that this model reads.",
        "overlap": "Two symbols were read in the same place: the text may be shorter than it was read.",
    }
    return [sentences[name] for name in outside]


def outside_of(ranges: Ranges, numbers: dict[str, float]) -> list[str]:
    """The names of the numbers outside their range; a number without a range is never outside."""
    return [
        name for name, value in numbers.items() if name in ranges and not ranges[name][0] <= value <= ranges[name][1]
    ]


def about_size(ranges: Ranges, appearance: Appearance) -> str:
    """The sentence for a size that the model did not learn from."""
    learned = " x ".join(span(*ranges[name]) for name in ("width", "height"))
    return (
        f"This image is {appearance.width} x {appearance.height} pixels; the model was trained on {learned}, so it was "
        "scaled. Expect more mistakes than on images of that size."
    )


def span(low: float, high: float) -> str:
    """A range of sizes in words; the size itself if all images had the same, give or take the least slack."""
    same = high / low <= math.exp(2 * LEAST["width"]) * 1.001
    return f"{math.sqrt(low * high):.0f}" if same else f"{low:.0f} to {high:.0f}"


def about_shades(ranges: Ranges, appearance: Appearance) -> str:
    """The sentence for shades that the model did not learn from."""
    low, high = ranges["contrast"]
    if appearance.contrast < 0 <= low or appearance.contrast > 0 >= high:
        ink, learned = ("light", "dark") if appearance.contrast < 0 else ("dark", "light")
        return (
            f"This image has {ink} ink and the model was trained on {learned} ink, so expect more mistakes. Invert the "
            "image, or train with ink polarity auto."
        )
    return "Background or contrast differ from all images that the model was trained on, so expect more mistakes."


def about_framing(ranges: Ranges, appearance: Appearance) -> str:
    """The sentence for ink in another place, or of another extent, than the model learned from."""
    low, high = ranges["ink_height"]
    size = (
        "smaller" if appearance.ink_height < low else "larger" if appearance.ink_height > high else "placed differently"
    )
    return (
        f"The text is {size} in this image than in those that the model was trained on, so expect more mistakes. Frame "
        "it alike, or train with images cropped to the ink."
    )
