"""Decides everything about image i of a spec: its text, each knob's value and each symbol's place in the ranges."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.generate import texts
from engine.generate.spec import GenerateSpec
from engine.imaging import marks
from engine.imaging.render import Symbol, colour_of, lightness, mask_of
from engine.ranges import whole_picked
from engine.spec import Span

# Random numbers come in blocks of fixed meaning, so that turning one knob leaves the rest of the image as it was:
# first those of the image, then one row for each symbol, curve, dot and line.
IMAGE_NUMBERS = 64
SYMBOL_NUMBERS = 17
# Where the image's numbers are that no range takes; the ranges count from 0.
FONT, PAPER_2, GRID, PAPER, INK, NOISE = 48, slice(49, 52), slice(52, 54), slice(57, 60), slice(60, 63), 63


def draw(spec: GenerateSpec, i: int, attempt: int = 0) -> dict[str, Any]:
    """The row of image i: what `render` needs; whatever is a plain value in it is a column of the dataset.

    A later attempt shows the same text, everything else anew.
    """
    paired = spec.paired
    number, label, spec = place(spec, i)
    random = np.random.default_rng([spec.seed, number, attempt] if attempt else [spec.seed, number])
    numbers = random.random(IMAGE_NUMBERS).tolist()
    fixed, drawn, paths = spec.plan
    row = dict(fixed)
    for name, index, pick, span in drawn:
        row[name] = pick(span, numbers[index])
    if attempt or spec.different:
        row["text"] = text = text_of(spec, number)
        row["length"] = len(text)
    rows = random.random((row["length"], SYMBOL_NUMBERS)).tolist()
    if "text" not in row:
        row["text"] = texts.by_symbols(spec.symbols, [each[0] for each in rows], spec.repetition)
    row["noise_seed"] = int(numbers[NOISE] * 2**32)
    add_colours(row, spec, numbers)
    if spec.font_for == "text":
        paths = (paths[int(numbers[FONT] * len(paths))],)
    row["symbols"] = symbols = [symbol(spec, paths, row, *each) for each in zip(row["text"], rows, strict=True)]
    row["font_size"] = sum(each.size for each in symbols) / len(symbols)
    row["contrast"] = contrast(row)
    row |= marks.placed(row, random, numbers[GRID])
    if label:
        row["condition"] = label
        if paired:
            row["group"] = f"{number:07d}"
    return row


def place(spec: GenerateSpec, i: int) -> tuple[int, str, GenerateSpec]:
    """Which text image i shows, the name of its condition, and the spec with this condition's levels."""
    if spec.experiment == "none":
        return i, "", spec
    several = spec.conditions
    label, here = several[i % len(several)]
    return i // len(several) if spec.paired else i, label, here


def text_of(spec: GenerateSpec, number: int) -> str:
    """Text `number` of a spec, which is also that of its first try."""
    if spec.different:
        shuffled = texts.shuffled(number, spec.texts, spec.seed)
        return texts.by_number(spec.symbols, spec.length, spec.repetition, shuffled)
    return draw(spec, number)["text"]


def add_colours(row: dict[str, Any], spec: GenerateSpec, numbers: Sequence[float]) -> None:
    """Adds the row's ink and paper: colours, and their luminance as columns."""
    for name, u in (("ink", numbers[INK]), ("paper", numbers[PAPER])):
        row[name + "_colour"] = colour(getattr(spec, name), u)
        row[name] = lightness(colour_of(row[name + "_colour"]))
    if spec.paper_kind != "plain":
        row["other_paper_colour"] = colour(spec.paper, numbers[PAPER_2])
        row["paper_picture"] = spec.paper_picture
        row["paper_file"] = spec.paper_file


def contrast(row: dict[str, Any]) -> float:
    """The least difference of luminance (0..255) between any ink and any paper of the row, as one layer shows it."""
    inks = [lightness(colour_of(each.ink or row["ink_colour"])) for each in row["symbols"]]
    papers = [row["paper"]]
    if row["paper_kind"] in ("gradient", "texture"):
        papers.append(lightness(colour_of(row["other_paper_colour"])))
    return min(abs(sheet - ink) for sheet in papers for ink in inks) * mask_of(row["ink"], row["cover"]) / 255


def colour(span: Span, numbers: Sequence[float]) -> str:
    """A colour as "#rrggbb", each part drawn from the range."""
    red, green, blue = (whole_picked(span, u) for u in numbers)
    return f"#{red:02x}{green:02x}{blue:02x}"


def symbol(spec: GenerateSpec, paths: Sequence[str], row: dict[str, Any], text: str, u: Sequence[float]) -> Symbol:
    """One symbol from SYMBOL_NUMBERS random numbers (0 <= u < 1), of which the first chose the text."""
    x, y = row["warp_x"], row["warp_y"]
    return Symbol(
        text,
        paths[int(u[1] * len(paths))],
        size(spec, u[2]),
        (2 * u[3] - 1) * row["rotation"],
        ((2 * u[4] - 1) * x, (2 * u[5] - 1) * y, (2 * u[6] - 1) * x, (2 * u[7] - 1) * y),
        size(spec, u[9]) if u[8] < row["spacing"] else 0,
        (u[10], u[11]),
        (2 * u[12] - 1) * row["shear"],
        (2 * u[13] - 1) * row["baseline_jitter"],
        colour(spec.ink, u[14:17]) if spec.ink_for == "symbol" else "",
    )


def size(spec: GenerateSpec, u: float) -> int:
    """One of the spec's font sizes in pixels; with a single step the middle of the range."""
    low, high = spec.font_size
    step = int(u * spec.size_steps) / (spec.size_steps - 1) if spec.size_steps > 1 else 0.5
    return round(low + step * (high - low))
