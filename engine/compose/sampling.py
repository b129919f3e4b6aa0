"""Decides everything about composed image i: which pictures of which symbols, and how each is placed."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from engine.compose.spec import ComposeSpec
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.storage.folders import modified_at
from engine.core.synthesis.ranges import PICKS, picked, whole_picked
from engine.core.synthesis.streams import streams, uniform
from engine.core.synthesis.strokes import of_each, strokes
from engine.spec import knobs

# The names of an image's random numbers, and of a symbol's, that no knob of noise takes.
IMAGE = ("part", "length", "rotation", "shear")
SYMBOL = ("picture", "scale", "angle", "gap", "lean", "stretch")


class Source(NamedTuple):
    """The pictures to choose from: for each part of the source its share of all rows, and the ids of each symbol."""

    shares: dict[str, float]
    ids: dict[str, dict[str, np.ndarray]]


def source_of(spec: ComposeSpec) -> Source:
    """The source of a spec; the whole dataset counts as "train" where it was not split.

    Raises ValueError when its labels are longer than one symbol, or it lacks a symbol in some part.
    """
    made = open_dataset(spec.dataset)
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
    return made.info.fingerprint, made.split_fingerprint(), modified_at(made.folder / "quarantine.parquet")


@lru_cache(maxsize=4)
def read_source(name: str, state: tuple[str, str, int]) -> Source:
    """The pictures of a dataset that cleaning did not leave out; state is what `state_of` tells of it."""
    made = open_dataset(name)
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
    first, again = (streams(spec.seed, np.array([i]), visit) for visit in (0, attempt))
    u = dict(zip(IMAGE, uniform(first, IMAGE)[0].tolist(), strict=True))
    parts = sorted(source.shares)
    place = int(np.searchsorted(np.cumsum([source.shares[part] for part in parts]), u["part"]))
    part = parts[min(place, len(parts) - 1)]  # the shares' sum may miss 1 by a rounding
    length = whole_picked(spec.length, np.array([u["length"]]))
    symbols = sorted(source.ids[part])
    text = "".join(symbols[int(one * len(symbols))] for one in of_each(first, ("symbol",), length)[:, 0])
    rotation, shear = picked(spec.rotation, u["rotation"]), picked(spec.shear, u["shear"])
    v = dict(zip(SYMBOL, of_each(again, SYMBOL, length).T, strict=True))
    pictures = [source.ids[part][symbol] for symbol in text]
    return {
        "text": text,
        "length": len(text),
        "part": part,
        "symbol_id": [int(ids[int(one * len(ids))]) for ids, one in zip(pictures, v["picture"], strict=True)],
        "symbol_scale": picked(spec.scale, v["scale"]).tolist(),
        "rotation": float(rotation),
        "symbol_angle": ((2 * v["angle"] - 1) * rotation).tolist(),
        "shear": float(shear),
        "symbol_shear": ((2 * v["lean"] - 1) * shear).tolist(),
        "symbol_stretch": picked(spec.stretch, v["stretch"]).tolist(),
        "symbol_gap": whole_picked(spec.gap, v["gap"]).tolist(),
        **wear(spec, first),
    }


def wear(spec: ComposeSpec, start: np.ndarray) -> dict[str, Any]:
    """What lies over an image whose stream starts there: the values of its dots, curves and noise, and where each
    stroke lies."""
    ranges = [each for each in knobs(type(spec)) if each.group == "Noise" and each.kind in PICKS]
    numbers = uniform(start, [each.name for each in ranges]).T
    values = {each.name: PICKS[each.kind](getattr(spec, each.name), u) for each, u in zip(ranges, numbers, strict=True)}
    values |= {"width": np.array([spec.width]), "height": np.array([spec.height])}
    values["noise_seed"] = (uniform(start, ("noise seed",))[:, 0] * 2**32).astype(np.int64)
    columns = strokes(start, values) | {name: value.tolist() for name, value in values.items()}
    return {"noise_channels": spec.noise_channels} | {name: next(iter(column)) for name, column in columns.items()}
