"""Images that are drawn when they are asked for: who draws those of a dataset, found by the dataset's source."""

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any, Protocol

import numpy as np

from engine import storage

# Datasets belong to the ground, which knows no stage. A stage that can draw is therefore named here, and imported only
# when one of its datasets asks for images, as engine/verbs.py does with the work of all stages.
DRAWERS = {"generate": "engine.generate.on_demand"}


class Drawer(Protocol):
    """What a stage's `drawer(spec)` returns: the images of a spec by their ids, of which there is no end.

    Those below `count` are the rows of a dataset of this spec; those from `count` on are new ones of the same kind.
    """

    count: int
    kind: str  # "text" or "class"
    alphabet: str  # every symbol that may be drawn, sorted
    lengths: tuple[int, int]
    width: tuple[int, int]
    height: tuple[int, int]

    def images(self, ids: Iterable[int]) -> Iterator[tuple[np.ndarray, str]]:
        """Image, uint8 (height, width) or (height, width, 3), and text of each id."""

    def rows(self, ids: Iterable[int], columns: Collection[str] | None = None) -> Iterator[dict[str, Any]]:
        """Each id as a row for `engine.shard.table`; only what `columns` need is worked out, None is all."""

    def sample(self) -> list[int]:
        """A few ids whose rows show every column in its type."""


def can_draw(source: str) -> bool:
    """Whether the images of datasets from this source can be drawn again, and new ones beside them."""
    return source in DRAWERS


def drawer(source: str, spec: dict[str, Any]) -> Drawer:
    """Who draws the images of a dataset, from its source and stored spec; quick when asked again.

    Raises ValueError or FileNotFoundError, with a sentence, when they cannot be drawn on this machine.
    """
    if not can_draw(source):
        raise ValueError(
            f"images from {source!r} cannot be drawn anew, only those of {', '.join(DRAWERS)}; make a dataset there."
        )
    return known_drawer(source, storage.as_json(spec))


@lru_cache(maxsize=8)
def known_drawer(source: str, spec_json: str) -> Drawer:
    """The drawer of a spec given as JSON, which can be the key of a cache."""
    return import_module(DRAWERS[source]).drawer(storage.parse_json(spec_json))
