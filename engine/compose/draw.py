"""Decides everything about composed image i: which pictures of which symbols, and how each is placed."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from engine import dataset, storage
from engine.compose.spec import ComposeSpec
from engine.dataset import Dataset
from engine.imaging import marks
from engine.ranges import PICKS, picked, whole_picked
from engine.spec import knobs

# Random numbers come in streams and places of fixed meaning, so that turning one knob leaves the rest as it was.
SYMBOL_NUMBERS = 5
WEAR_NUMBERS = 32
GRID, NOISE = slice(29, 31), 31  # the places of those that no range takes
WEAR, PICTURES, SHAPES = 1, 2, 3


class Source(NamedTuple):
    """The pictures to choose from: for each part of the source its share of all rows, and the ids of each symbol."""

    shares: dict[str, float]
    ids: dict[str, dict[str, np.ndarray]]


def source_of(spec: ComposeSpec) -> Source:
    """The source of a spec; the whole dataset counts as "train" where it was not split.

    Raises ValueError when its labels are longer than one symbol, or it lacks a symbol in some part.
    """
    made = dataset.open(spec.dataset)
    source = read_source(spec.dataset, state_of(made))
    if not spec.symbols:
        return source
    for part, of in source.ids.items():
        lacking = [symbol for symbol in spec.symbols if symbol not in of]
        if lacking:
            raise ValueError(
                f"the part {part} of {spec.dataset!r} has no picture of {', '.join(map(repr, lacking))}; leave these "
                "symbols out or split the dataset anew."
            )
    kept = {part: {symbol: of[symbol] for symbol in spec.symbols} for part, of in source.ids.items()}
    return Source(source.shares, kept)


def state_of(made: Dataset) -> tuple[str, str, int]:
    """What changes whenever a dataset's rows, its split or what cleaning left out of it change."""
    return made.info.fingerprint, made.split_fingerprint(), storage.clock(made.folder / "quarantine.parquet")


@lru_cache(maxsize=4)
def read_source(name: str, state: tuple[str, str, int]) -> Source:
    """The pictures of a dataset that cleaning did not leave out; state is what `state_of` tells of it."""
    made = dataset.open(name)
    if made.info.lengths != (1, 1):
        raise ValueError(
            f"texts are composed of pictures of single symbols; the labels of {name!r} have {made.info.lengths[0]} to "
            f"{made.info.lengths[1]}: choose a dataset of single symbols."
        )
    frame = made.frame(["id", "text"])
    frame = frame[~frame["id"].isin(made.quarantine()["id"])]
    parts = made.split().reindex(frame["id"]).to_numpy() if state[1] else np.full(len(frame), "train", object)
    ids: dict[str, dict[str, np.ndarray]] = {}
    for (part, symbol), rows in frame.groupby([parts, "text"])["id"]:
        ids.setdefault(str(part), {})[str(symbol)] = rows.to_numpy()
    shares = {part: sum(map(len, of.values())) / len(frame) for part, of in ids.items()}
    return Source(shares, ids)


def draw(spec: ComposeSpec, source: Source, i: int, attempt: int = 0) -> dict[str, Any]:
    """The row of image i; all its pictures are from one part of the source.

    A later attempt shows the same text, set from other pictures.
    """
    random = np.random.default_rng([spec.seed, i])
    first = random.random(3)
    parts = sorted(source.shares)
    place = int(np.searchsorted(np.cumsum([source.shares[part] for part in parts]), first[0]))
    part = parts[min(place, len(parts) - 1)]  # the shares' sum may miss 1 by a rounding
    length = int(whole_picked(spec.length, first[1]))
    rotation = picked(spec.rotation, first[2])
    u = random.random((length, SYMBOL_NUMBERS))
    symbols = sorted(source.ids[part])
    text = "".join(symbols[int(one * len(symbols))] for one in u[:, 0])
    if attempt:
        u = np.random.default_rng([spec.seed, i, PICTURES, attempt]).random(u.shape)
    shape = np.random.default_rng([spec.seed, i, SHAPES, attempt])
    shear, v = picked(spec.shear, shape.random()), shape.random((length, 2))
    pictures = [source.ids[part][symbol] for symbol in text]
    return {
        "text": text,
        "length": length,
        "part": part,
        "symbol_id": [int(ids[int(one * len(ids))]) for ids, one in zip(pictures, u[:, 1], strict=True)],
        "symbol_scale": picked(spec.scale, u[:, 2]).tolist(),
        "rotation": float(rotation),
        "symbol_angle": ((2 * u[:, 3] - 1) * rotation).tolist(),
        "shear": float(shear),
        "symbol_shear": ((2 * v[:, 0] - 1) * shear).tolist(),
        "symbol_stretch": picked(spec.stretch, v[:, 1]).tolist(),
        "symbol_gap": whole_picked(spec.gap, u[:, 4]).tolist(),
        **wear(spec, i),
    }


def wear(spec: ComposeSpec, i: int) -> dict[str, Any]:
    """What lies over image i: the values of its dots, curves and noise, and where each stroke lies."""
    random = np.random.default_rng([spec.seed, i, WEAR])
    drawn = [each for each in knobs(ComposeSpec) if each.group == "Noise" and each.kind in PICKS]
    numbers = random.random(WEAR_NUMBERS)
    row: dict[str, Any] = {"width": spec.width, "height": spec.height, "noise_channels": spec.noise_channels}
    for each, u in zip(drawn, numbers, strict=False):
        value = PICKS[each.kind](getattr(spec, each.name), u)
        row[each.name] = int(value) if each.kind == "whole range" else float(value)
    row["noise_seed"] = int(numbers[NOISE] * 2**32)
    return row | marks.placed(row, random, numbers[GRID].tolist())
