"""Decides everything about image i of a spec: its text, each knob's value and each symbol's place in the ranges."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from engine.generate.spec import GenerateSpec
from engine.imaging import fonts
from engine.imaging.render import Symbol, colour_of, lightness
from engine.spec import Span, knobs

# Random numbers come in blocks of fixed meaning, so that turning one knob leaves the rest of the image as it was:
# first those of the image, then one row for each symbol, curve and dot.
IMAGE_NUMBERS = 32
SYMBOL_NUMBERS = 13
CURVE_NUMBERS = 6


def draw(spec: GenerateSpec, i: int) -> dict[str, Any]:
    """The row of image i: what `render` needs; whatever is a plain value in it is a column of the dataset."""
    random = np.random.default_rng([spec.seed, i])
    numbers = random.random(IMAGE_NUMBERS).tolist()
    row: dict[str, Any] = {
        name: pick(getattr(spec, name), u) for (name, pick), u in zip(ranges(), numbers, strict=False)
    }
    row |= {name: getattr(spec, name) for name in ("smooth", "mode", "cover", "noise_channels")}
    row["noise_seed"] = int(numbers[-1] * 2**32)
    for name, u in (("ink", numbers[-4:-1]), ("paper", numbers[-7:-4])):
        row[name + "_colour"] = colour(getattr(spec, name), u)
        row[name] = lightness(colour_of(row[name + "_colour"]))
    paths = spec.fonts or (fonts.packaged(),)
    symbols = [symbol(spec, paths, row, each) for each in random.random((row["length"], SYMBOL_NUMBERS)).tolist()]
    row["text"] = "".join(each.text for each in symbols)
    row["font_size"] = sum(each.size for each in symbols) / len(symbols)
    width, height = row["width"], row["height"]
    row["symbols"] = symbols
    row["arcs"] = [arc(width, height, each) for each in random.random((row["curves"], CURVE_NUMBERS)).tolist()]
    row["dots_at"] = (random.random((row["dots"], 2)) * (width + 1, height + 1)).astype(np.int64)
    return row


def columns(row: dict[str, Any]) -> dict[str, Any]:
    """The part of a row that is stored beside the image: every plain value, not how each stroke was placed."""
    return {name: value for name, value in row.items() if isinstance(value, str | int | float)}


@cache
def ranges() -> tuple[tuple[str, Callable[[Span, float], float]], ...]:
    """The knobs that are ranges, in the order of their declaration, each with how a value of it is picked."""
    picks = {"range": picked, "whole range": whole_picked}
    return tuple((each.name, picks[each.kind]) for each in knobs(GenerateSpec) if each.kind in picks)


def picked(span: Span, u: float) -> float:
    """The value at u (0 <= u < 1) of a range."""
    return span.low + u * (span.high - span.low)


def whole_picked(span: Span, u: float) -> int:
    """The whole number at u (0 <= u < 1) of a range, each equally likely."""
    return int(span.low) + int(u * (span.high - span.low + 1))


def colour(span: Span, numbers: Sequence[float]) -> str:
    """A colour as "#rrggbb", each part drawn from the range."""
    return "#" + "".join(f"{whole_picked(span, u):02x}" for u in numbers)


def symbol(spec: GenerateSpec, paths: Sequence[str], row: dict[str, Any], u: Sequence[float]) -> Symbol:
    """One symbol from SYMBOL_NUMBERS random numbers (0 <= u < 1)."""
    x, y = row["warp_x"], row["warp_y"]
    has_blank = u[8] < row["spacing"]
    return Symbol(
        text=spec.symbols[int(u[0] * len(spec.symbols))],
        font=paths[int(u[1] * len(paths))],
        size=size(spec, u[2]),
        angle=(2 * u[3] - 1) * row["rotation"],
        corners=((2 * u[4] - 1) * x, (2 * u[5] - 1) * y, (2 * u[6] - 1) * x, (2 * u[7] - 1) * y),
        blank=size(spec, u[9]) if has_blank else 0,
        steps=(u[10], u[11]),
    )


def size(spec: GenerateSpec, u: float) -> int:
    """One of the spec's font sizes in pixels; with a single step the middle of the range."""
    low, high = spec.font_size
    step = int(u * spec.size_steps) / (spec.size_steps - 1) if spec.size_steps > 1 else 0.5
    return round(low + step * (high - low))


def arc(width: int, height: int, u: Sequence[float]) -> tuple[float, ...]:
    """A curve across the image from CURVE_NUMBERS random numbers: box in pixels, start and end in degrees."""
    fifth, high = width // 5, height // 5
    left, right = int(u[0] * (fifth + 1)), fifth + int(u[1] * (width - fifth + 1))
    top = high + int(u[2] * (height - 2 * high + 1))
    bottom = top + int(u[3] * (height - top - high + 1))
    return left, top, right, bottom, int(u[4] * 21), 160 + int(u[5] * 41)
