"""Decides everything about composed image i: which pictures of which symbols, and how each is placed."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from engine import dataset
from engine.compose.spec import ComposeSpec

SYMBOL_NUMBERS = 5


class Source(NamedTuple):
    """The pictures to choose from: for each part of the source its share of all rows, and the ids of each symbol."""

    shares: dict[str, float]
    ids: dict[str, dict[str, np.ndarray]]


def source_of(spec: ComposeSpec) -> Source:
    """The source of a spec; the whole dataset counts as "train" where it was not split.

    Raises ValueError when its labels are longer than one symbol, or it lacks a symbol in some part.
    """
    made = dataset.open(spec.dataset)
    source = read_source(spec.dataset, made.info.fingerprint, made.split_fingerprint())
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


@lru_cache(maxsize=4)
def read_source(name: str, version: str, split: str) -> Source:
    """The pictures of a dataset; version is its fingerprint, split that of its split, "" where it has none."""
    made = dataset.open(name)
    if made.info.lengths != (1, 1):
        raise ValueError(
            f"texts are composed of pictures of single symbols; the labels of {name!r} have {made.info.lengths[0]} to "
            f"{made.info.lengths[1]}: choose a dataset of single symbols."
        )
    frame = made.frame(["id", "text"])
    parts = made.split().reindex(frame["id"]).to_numpy() if split else np.full(len(frame), "train", object)
    ids: dict[str, dict[str, np.ndarray]] = {}
    for (part, symbol), rows in frame.groupby([parts, "text"])["id"]:
        ids.setdefault(str(part), {})[str(symbol)] = rows.to_numpy()
    shares = {part: sum(map(len, of.values())) / len(frame) for part, of in ids.items()}
    return Source(shares, ids)


def draw(spec: ComposeSpec, source: Source, i: int) -> dict[str, Any]:
    """The row of image i; all its pictures are from one part of the source."""
    random = np.random.default_rng([spec.seed, i])
    first = random.random(3)
    parts = sorted(source.shares)
    place = int(np.searchsorted(np.cumsum([source.shares[part] for part in parts]), first[0]))
    part = parts[min(place, len(parts) - 1)]  # the shares' sum may miss 1 by a rounding
    rotation = float(spec.rotation.low + first[2] * (spec.rotation.high - spec.rotation.low))
    length = int(spec.length.low + int(first[1] * (spec.length.high - spec.length.low + 1)))
    u = random.random((length, SYMBOL_NUMBERS))
    symbols = sorted(source.ids[part])
    text = "".join(symbols[int(one * len(symbols))] for one in u[:, 0])
    pictures = [source.ids[part][symbol] for symbol in text]
    low, high = spec.gap
    return {
        "text": text,
        "length": length,
        "part": part,
        "symbol_id": [int(ids[int(one * len(ids))]) for ids, one in zip(pictures, u[:, 1], strict=True)],
        "symbol_scale": (spec.scale.low + u[:, 2] * (spec.scale.high - spec.scale.low)).tolist(),
        "rotation": rotation,
        "symbol_angle": ((2 * u[:, 3] - 1) * rotation).tolist(),
        "symbol_gap": [int(low) + int(one * (high - low + 1)) for one in u[:, 4]],
    }
