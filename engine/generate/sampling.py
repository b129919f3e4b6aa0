"""Decides everything about the images of a spec: texts, each knob's value and each symbol's place in the ranges."""

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

# The names of an image's random numbers, and of a symbol's, that no range takes.
INK, PAPER, PAPER_2 = (
    tuple(f"{name} {part}" for part in ("red", "green", "blue")) for name in ("ink", "paper", "paper 2")
)
SYMBOL = ("font", "size", "angle", "left corner", "top corner", "right corner", "bottom corner", "empty place",
          "size of empty place", "step over empty place", "step over symbol", "lean", "lift")  # fmt: skip
WARPS = ("warp x", "warp y")


class Case(NamedTuple):
    """Images of one condition: their places in what was asked for, their numbers (which text each shows), the
    condition's name and spec, and whether the other conditions show the same texts."""

    places: np.ndarray
    numbers: np.ndarray
    label: str
    spec: GenerateSpec
    paired: bool


def draw(spec: GenerateSpec, i: int, attempt: int = 0) -> dict[str, Any]:
    """The row of image i: what `render` needs; whatever is a plain value in it is a column of the dataset.

    A later attempt shows the same text, everything else anew.
    """
    return rows_of(next(cases(spec, (i,))), attempt)[0]


def cases(spec: GenerateSpec, ids: Iterable[int]) -> Iterator[Case]:
    """The images with these ids, one condition after the other."""
    numbers = np.array(list(ids), np.int64)
    several = spec.conditions or (("", spec),)
    which = numbers % len(several)
    for condition in np.unique(which).tolist():
        label, here = several[condition]
        places = np.flatnonzero(which == condition)
        yield Case(places, numbers[places] // (len(several) if spec.paired else 1), label, here, spec.paired)


def rows_of(case: Case, attempt: int = 0) -> list[dict[str, Any]]:
    """The row of each image of a case, like `draw`; what they share is worked out once."""
    columns = Chances(case.spec, case.numbers, attempt).columns()
    if case.label:
        columns["condition"] = repeat(case.label)
        if case.paired:
            columns["group"] = [f"{number:07d}" for number in case.numbers.tolist()]
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=False)]


class Chances:
    """Some images of a spec while they are drawn.

    starts: where the random numbers of each image start, (images,); values: the value of each range and what is
    worked out of them, (images,).
    """

    def __init__(self, spec: GenerateSpec, numbers: np.ndarray, attempt: int) -> None:
        self.spec, self.texts = spec, texts_of(spec, numbers)
        self.starts = streams(spec.seed, numbers, attempt)
        self.values = spec.plan.values(self.starts)
        self.counts = self.values["length"] = np.array([len(text) for text in self.texts])
        self.first = np.cumsum(self.counts) - self.counts  # symbol of each image

    def columns(self) -> dict[str, Iterable[Any]]:
        """Everything that a row holds, by its name: one value for each image."""
        spec, values = self.spec, self.values
        inks, papers, others = (
            whole_picked(span, uniform(self.starts, names))
            for span, names in ((spec.ink, INK), (spec.paper, PAPER), (spec.paper, PAPER_2))
        )
        values["ink"], values["paper"] = lightness(inks.T), lightness(papers.T)
        symbols, sizes, symbol_inks = self.symbols()
        values["font_size"] = np.add.reduceat(sizes, self.first) / self.counts
        values["noise_seed"] = (uniform(self.starts, ("noise seed",))[:, 0] * 2**32).astype(np.int64)
        values["contrast"] = self.contrast(symbol_inks, others)
        columns: dict[str, Iterable[Any]] = {name: repeat(value) for name, value in spec.plan.fixed.items()}
        columns |= {name: value.tolist() for name, value in values.items()}
        columns |= {"text": self.texts, "ink_colour": written(inks), "paper_colour": written(papers)}
        if spec.paper_kind != "plain":
            columns |= {"other_paper_colour": written(others), "paper_picture": repeat(spec.paper_picture)}
            columns["paper_file"] = repeat(spec.paper_file)
        return columns | {"symbols": pieces(symbols, self.counts)} | strokes(self.starts, values)

    def symbols(self) -> tuple[list[Symbol], np.ndarray, np.ndarray | None]:
        """The symbols of all images; their sizes in pixels; the luminance of their inks, where they have their own."""
        spec, values = self.spec, self.values
        u = dict(zip(SYMBOL, of_each(self.starts, SYMBOL, self.counts).T, strict=True))
        if spec.font_for == "text":
            u["font"] = np.repeat(uniform(self.starts, ("font of the text",))[:, 0], self.counts)
        paths, sizes = spec.plan.fonts, sizes_of(spec, u["size"])
        turn, share, lean, shift = (
            np.repeat(values[name], self.counts) for name in ("rotation", "spacing", "shear", "baseline_jitter")
        )
        corners = np.stack([2 * u[f"{side} corner"] - 1 for side in ("left", "top", "right", "bottom")], axis=1)
        wide, high = self.warps()
        own = whole_picked(spec.ink, of_each(self.starts, INK, self.counts)) if spec.ink_for == "symbol" else None
        parts = (
            "".join(self.texts),
            [paths[place] for place in (u["font"] * len(paths)).astype(np.int64).tolist()],
            sizes.tolist(),
            ((2 * u["angle"] - 1) * turn).tolist(),
            (corners * np.stack([wide, high, wide, high], axis=1)).tolist(),
            np.where(u["empty place"] < share, sizes_of(spec, u["size of empty place"]), 0).tolist(),
            np.stack([u["step over empty place"], u["step over symbol"]], axis=1).tolist(),
            ((2 * u["lean"] - 1) * lean).tolist(),
            ((2 * u["lift"] - 1) * shift).tolist(),
            repeat("") if own is None else written(own),
        )
        return list(map(Symbol, *parts)), sizes, None if own is None else lightness(own.T)

    def warps(self) -> np.ndarray:
        """How far the corners of each symbol may shift, (2, symbols); the images' columns become their means."""
        spec, u = self.spec, of_each(self.starts, WARPS, self.counts).T
        low, high = np.array([spec.warp_x, spec.warp_y], float).T[..., None]
        drawn = low + u * (high - low)
        means = np.add.reduceat(drawn, self.first, axis=1) / self.counts
        self.values["warp_x"], self.values["warp_y"] = means
        return drawn

    def contrast(self, symbol_inks: np.ndarray | None, others: np.ndarray) -> np.ndarray:
        """The least difference of luminance (0..255) between any ink and any paper of a row, as one layer shows it."""
        papers = [self.values["paper"]]
        if self.spec.paper_kind in ("gradient", "texture"):
            papers.append(lightness(others.T))
        if symbol_inks is None:
            least = np.min([np.abs(sheet - self.values["ink"]) for sheet in papers], axis=0)
        else:
            found = np.min([np.abs(np.repeat(sheet, self.counts) - symbol_inks) for sheet in papers], axis=0)
            least = np.minimum.reduceat(found, self.first)
        return least * mask_of(self.values["ink"], self.spec.cover) / 255


def texts_of(spec: GenerateSpec, numbers: np.ndarray) -> list[str]:
    """The text of each number of a spec, which is the same for every attempt."""
    if spec.different:
        shuffled = (texts.shuffled(number, spec.texts, spec.seed) for number in numbers.tolist())
        return [texts.by_number(spec.symbols, spec.length, spec.repetition, number) for number in shuffled]
    first = streams(spec.seed, numbers, 0)
    lengths = spec.plan.values(first)["length"]
    chosen = pieces(of_each(first, ("symbol",), lengths)[:, 0].tolist(), lengths)
    return [texts.by_symbols(spec.weighted_symbols, each, spec.repetition) for each in chosen]


def written(rgb: np.ndarray) -> list[str]:
    """Colours (n, 3) as "#rrggbb"."""
    return [f"#{each:06x}" for each in (rgb @ (1 << 16, 1 << 8, 1)).tolist()]


def sizes_of(spec: GenerateSpec, numbers: np.ndarray) -> np.ndarray:
    """One of the spec's font sizes in pixels for each number."""
    return np.array(spec.sizes)[(numbers * len(spec.sizes)).astype(np.int64)]
