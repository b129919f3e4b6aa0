"""Samples everything about a composed image: which images of which symbols, and how each is placed."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from engine.compose.spec import ComposeSpec
from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.specs.shared_knobs import CORRUPTIONS
from engine.core.synthesis.ranges import PICKS, picked, whole_picked
from engine.core.synthesis.streams import streams, uniform
from engine.core.synthesis.strokes import of_each, strokes
from engine.spec import knobs

# Names of the random numbers of an image, and of a symbol, that belong to no noise knob.
IMAGE = ("part", "length", "rotation", "shear")
SYMBOL = ("picture", "scale", "angle", "gap", "lean", "stretch")


class Source(NamedTuple):
    """The images to choose from: for each part of the source, its share of all rows and the ids of each symbol."""

    shares: dict[str, float]
    ids: dict[str, dict[str, np.ndarray]]


def sources() -> list[str]:
    """The datasets whose every label is one symbol, from which texts can be composed."""
    return [name for name in dataset_names() if open_dataset(name).info.lengths == (1, 1)]


def source_of(spec: ComposeSpec) -> Source:
    """The source of a spec; a dataset that is not split counts as "train" as a whole.

    Raises ValueError if its labels are longer than one symbol, or a part lacks a symbol.
    """
    source = read_source(spec.dataset, open_dataset(spec.dataset).state())
    if not spec.symbols:
        return source
    for part, ids_by_symbol in source.ids.items():
        lacking = [symbol for symbol in spec.symbols if symbol not in ids_by_symbol]
        if lacking:
            raise ValueError(
                f"the part {part} of {spec.dataset!r} has no image of {', '.join(map(repr, lacking))}; leave these "
                "symbols out, or split the dataset again."
            )
    chosen = {part: {symbol: of_part[symbol] for symbol in spec.symbols} for part, of_part in source.ids.items()}
    return Source(source.shares, chosen)


@lru_cache(maxsize=4)
def read_source(name: str, state: str) -> Source:
    """The images of a dataset that cleaning did not exclude; state: that of `Dataset.state`, for the cache."""
    dataset = open_dataset(name)
    if dataset.info.lengths != (1, 1):
        raise ValueError(
            f"texts are composed of images of single symbols; the labels of {name!r} have {dataset.info.lengths[0]} to "
            f"{dataset.info.lengths[1]}: choose a dataset of single symbols."
        )
    frame = dataset.frame(["id", "text"])
    frame = frame[~frame["id"].isin(dataset.quarantine()["id"])]
    is_split = bool(dataset.split_fingerprint())
    parts = dataset.split().reindex(frame["id"]).to_numpy() if is_split else np.full(len(frame), "train", object)
    ids: dict[str, dict[str, np.ndarray]] = {}
    for (part, symbol), rows in frame.groupby([parts, "text"])["id"]:
        ids.setdefault(str(part), {})[str(symbol)] = rows.to_numpy()
    shares = {part: sum(map(len, of_part.values())) / len(frame) for part, of_part in ids.items()}
    return Source(shares, ids)


def draw(spec: ComposeSpec, source: Source, i: int, attempt: int = 0) -> dict[str, Any]:
    """The row of image i; all its symbols come from one part of the source.

    A later attempt composes the same text from other images.
    """
    of_text, of_attempt = (streams(spec.seed, np.array([i]), visit) for visit in (0, attempt))
    u = dict(zip(IMAGE, uniform(of_text, IMAGE)[0].tolist(), strict=True))
    parts = sorted(source.shares)
    index = int(np.searchsorted(np.cumsum([source.shares[part] for part in parts]), u["part"]))
    part = parts[min(index, len(parts) - 1)]  # rounding may keep the sum of shares below 1
    length = whole_picked(spec.length, np.array([u["length"]]))
    symbols = sorted(source.ids[part])
    text = "".join(symbols[int(number * len(symbols))] for number in of_each(of_text, ("symbol",), length)[:, 0])
    rotation, shear = picked(spec.rotation, u["rotation"]), picked(spec.shear, u["shear"])
    v = dict(zip(SYMBOL, of_each(of_attempt, SYMBOL, length).T, strict=True))
    candidates = [source.ids[part][symbol] for symbol in text]
    return {
        "text": text,
        "length": len(text),
        "part": part,
        "symbol_id": [int(ids[int(number * len(ids))]) for ids, number in zip(candidates, v["picture"], strict=True)],
        "symbol_scale": picked(spec.scale, v["scale"]).tolist(),
        "rotation": float(rotation),
        "symbol_angle": ((2 * v["angle"] - 1) * rotation).tolist(),
        "shear": float(shear),
        "symbol_shear": ((2 * v["lean"] - 1) * shear).tolist(),
        "symbol_stretch": picked(spec.stretch, v["stretch"]).tolist(),
        "symbol_gap": whole_picked(spec.gap, v["gap"]).tolist(),
        **corruption(spec, of_text),
    }


def corruption(spec: ComposeSpec, start: np.ndarray) -> dict[str, Any]:
    """The noise and strokes over an image whose stream starts there: the value of each knob, where each stroke lies."""
    ranges = [knob for knob in knobs(type(spec)) if knob.group in CORRUPTIONS and knob.kind in PICKS]
    numbers = uniform(start, [knob.name for knob in ranges]).T
    values = {knob.name: PICKS[knob.kind](getattr(spec, knob.name), u) for knob, u in zip(ranges, numbers, strict=True)}
    values |= {"width": np.array([spec.width]), "height": np.array([spec.height])}
    values["noise_seed"] = (uniform(start, ("noise seed",))[:, 0] * 2**32).astype(np.int64)
    columns = strokes(start, values) | {name: value.tolist() for name, value in values.items()}
    return {"noise_channels": spec.noise_channels} | {name: next(iter(column)) for name, column in columns.items()}
