"""Samples everything about the images of a spec: their texts, the value of each knob, and each symbol's own values."""

from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np

from engine.core.synthesis.ranges import whole_picked
from engine.core.synthesis.streams import streams, uniform
from engine.core.synthesis.strokes import of_each, pieces, strokes
from engine.generate import texts
from engine.generate.spec import GenerateSpec
from engine.imaging.colours import lightness
from engine.imaging.render.render import mask_of
from engine.imaging.render.tiles import Symbol

# Names of the random numbers of an image, and of a symbol, that belong to no range.
INK, BACKGROUND, BACKGROUND_2 = (
    tuple(f"{name} {channel}" for channel in ("red", "green", "blue")) for name in ("ink", "paper", "paper 2")
)
STROKE_INK = tuple(f"stroke ink {channel}" for channel in ("red", "green", "blue"))
SYMBOL = ("font", "size", "angle", "left corner", "top corner", "right corner", "bottom corner", "empty place",
          "size of empty place", "step over empty place", "step over symbol", "lean", "lift")  # fmt: skip
WARPS = ("warp x", "warp y")


class Condition(NamedTuple):
    """Images of one condition.

    places: positions in the requested list of ids. numbers: which text each image shows. label, spec: the condition's
    name and settings. paired: whether the other conditions show the same texts.
    """

    places: np.ndarray
    numbers: np.ndarray
    label: str
    spec: GenerateSpec
    paired: bool


def draw(spec: GenerateSpec, i: int, attempt: int = 0) -> dict[str, Any]:
    """The row of image i, as `render` needs it; its plain values are columns of the dataset.

    A later attempt keeps the text and samples everything else again.
    """
    return rows_of(next(conditions_of(spec, (i,))), attempt)[0]


def conditions_of(spec: GenerateSpec, ids: Iterable[int]) -> Iterator[Condition]:
    """Yields the images with these ids, one condition after the other."""
    numbers = np.array(list(ids), np.int64)
    conditions = spec.conditions or (("", spec),)
    which = numbers % len(conditions)
    for index in np.unique(which).tolist():
        label, own_spec = conditions[index]
        places = np.flatnonzero(which == index)
        texts_at = numbers[places] // (len(conditions) if spec.paired else 1)
        yield Condition(places, texts_at, label, own_spec, spec.paired)


def rows_of(condition: Condition, attempt: int = 0) -> list[dict[str, Any]]:
    """The row of each image of a condition, like `draw`; what the images share is computed once."""
    columns = Sampler(condition.spec, condition.numbers, attempt).columns()
    if condition.label:
        columns["condition"] = repeat(condition.label)
        if condition.paired:
            columns["group"] = [f"{number:07d}" for number in condition.numbers.tolist()]
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=False)]


class Sampler:
    """Samples a batch of images of a spec.

    starts: where the stream of each image starts, (images,). values: each range's value and what is computed from
    them, (images,).
    """

    def __init__(self, spec: GenerateSpec, numbers: np.ndarray, attempt: int) -> None:
        self.spec, self.texts = spec, texts_of(spec, numbers)
        self.starts = streams(spec.seed, numbers, attempt)
        self.values = spec.plan.values(self.starts)
        self.counts = self.values["length"] = np.array([len(text) for text in self.texts])
        self.first = np.cumsum(self.counts) - self.counts  # index of each image's first symbol

    def columns(self) -> dict[str, Iterable[Any]]:
        """Everything that a row holds, by name: one value for each image."""
        spec, values = self.spec, self.values
        inks, backgrounds, second_backgrounds = (
            whole_picked(span, uniform(self.starts, names))
            for span, names in ((spec.ink, INK), (spec.paper, BACKGROUND), (spec.paper, BACKGROUND_2))
        )
        values["ink"], values["paper"] = lightness(inks.T), lightness(backgrounds.T)
        symbols, sizes, symbol_inks = self.symbols()
        values["font_size"] = np.add.reduceat(sizes, self.first) / self.counts
        values["noise_seed"] = (uniform(self.starts, ("noise seed",))[:, 0] * 2**32).astype(np.int64)
        values["contrast"] = self.contrast(symbol_inks, second_backgrounds)
        columns: dict[str, Iterable[Any]] = {name: repeat(value) for name, value in spec.plan.fixed.items()}
        columns |= {name: value.tolist() for name, value in values.items()}
        columns |= {"text": self.texts, "ink_colour": hexadecimal(inks), "paper_colour": hexadecimal(backgrounds)}
        if spec.paper_kind != "plain":
            columns["other_paper_colour"] = hexadecimal(second_backgrounds)
            columns |= {"paper_picture": repeat(spec.paper_picture), "paper_file": repeat(spec.paper_file)}
        columns |= {"symbols": pieces(symbols, self.counts), "stroke_inks": self.stroke_inks()}
        return columns | strokes(self.starts, values)

    def stroke_inks(self) -> Iterable[list[str]]:
        """The colours of each image's curves and lines, in this order; none if they share the text's."""
        if self.spec.stroke_ink == "text":
            return repeat([])
        counts = self.values["curves"] + self.values["lines"]
        return pieces(hexadecimal(whole_picked(self.spec.ink, of_each(self.starts, STROKE_INK, counts))), counts)

    def symbols(self) -> tuple[list[Symbol], np.ndarray, np.ndarray | None]:
        """The symbols of all images, their sizes in pixels, and the luminance of their inks if each has its own."""
        spec, values = self.spec, self.values
        u = dict(zip(SYMBOL, of_each(self.starts, SYMBOL, self.counts).T, strict=True))
        if spec.font_for == "text":
            u["font"] = np.repeat(uniform(self.starts, ("font of the text",))[:, 0], self.counts)
        paths, sizes = spec.plan.fonts, sizes_of(spec, u["size"])
        rotation, gap_share, shear, jitter = (
            np.repeat(values[name], self.counts) for name in ("rotation", "spacing", "shear", "baseline_jitter")
        )
        corners = np.stack([2 * u[f"{side} corner"] - 1 for side in ("left", "top", "right", "bottom")], axis=1)
        warp_x, warp_y = self.warps()
        own_inks = whole_picked(spec.ink, of_each(self.starts, INK, self.counts)) if spec.ink_for == "symbol" else None
        fields = (
            "".join(self.texts),
            [paths[index] for index in (u["font"] * len(paths)).astype(np.int64).tolist()],
            sizes.tolist(),
            ((2 * u["angle"] - 1) * rotation).tolist(),
            (corners * np.stack([warp_x, warp_y, warp_x, warp_y], axis=1)).tolist(),
            np.where(u["empty place"] < gap_share, sizes_of(spec, u["size of empty place"]), 0).tolist(),
            np.stack([u["step over empty place"], u["step over symbol"]], axis=1).tolist(),
            ((2 * u["lean"] - 1) * shear).tolist(),
            ((2 * u["lift"] - 1) * jitter).tolist(),
            repeat("") if own_inks is None else hexadecimal(own_inks),
        )
        return list(map(Symbol, *fields)), sizes, None if own_inks is None else lightness(own_inks.T)

    def warps(self) -> np.ndarray:
        """The largest shift of each symbol's corners, (2, symbols); sets the images' columns to their means."""
        spec, u = self.spec, of_each(self.starts, WARPS, self.counts).T
        low, high = np.array([spec.warp_x, spec.warp_y], float).T[..., None]
        warps = low + u * (high - low)
        means = np.add.reduceat(warps, self.first, axis=1) / self.counts
        self.values["warp_x"], self.values["warp_y"] = means
        return warps

    def contrast(self, symbol_inks: np.ndarray | None, second_backgrounds: np.ndarray) -> np.ndarray:
        """The smallest difference in luminance (0..255) between any ink and any background of a row, for one layer."""
        grounds = [self.values["paper"]]
        if self.spec.paper_kind in ("gradient", "texture"):
            grounds.append(lightness(second_backgrounds.T))
        if symbol_inks is None:
            smallest = np.min([np.abs(ground - self.values["ink"]) for ground in grounds], axis=0)
        else:
            of_symbols = np.min([np.abs(np.repeat(ground, self.counts) - symbol_inks) for ground in grounds], axis=0)
            smallest = np.minimum.reduceat(of_symbols, self.first)
        return smallest * mask_of(self.values["ink"], self.spec.fill) / 255


def texts_of(spec: GenerateSpec, numbers: np.ndarray) -> list[str]:
    """The text of each number of a spec; it does not depend on the attempt."""
    if spec.unique:
        shuffled = (texts.shuffled(number, spec.texts, spec.seed) for number in numbers.tolist())
        return [texts.by_number(spec.symbols, spec.length, spec.repetition, number) for number in shuffled]
    first = streams(spec.seed, numbers, 0)
    lengths = spec.plan.values(first)["length"]
    choices = pieces(of_each(first, ("symbol",), lengths)[:, 0].tolist(), lengths)
    return [texts.by_symbols(spec.weighted_symbols, numbers_of_text, spec.repetition) for numbers_of_text in choices]


def hexadecimal(rgb: np.ndarray) -> list[str]:
    """Colours (n, 3) as "#rrggbb"."""
    return [f"#{colour:06x}" for colour in (rgb @ (1 << 16, 1 << 8, 1)).tolist()]


def sizes_of(spec: GenerateSpec, numbers: np.ndarray) -> np.ndarray:
    """One of the spec's font sizes in pixels for each number (0 <= number < 1)."""
    return np.array(spec.sizes)[(numbers * len(spec.sizes)).astype(np.int64)]
