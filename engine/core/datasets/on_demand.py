"""Images that are drawn when they are asked for: who draws those of a dataset, found by the dataset's source."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Literal, NoReturn, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa

from engine.core.datasets import shard
from engine.core.storage.files import as_json, parse_json
from engine.imaging.encode import png
from engine.verbs import VERBS, drawer_function

VERSION = 2  # of the drawing code; raised whenever the same seed gives other images
# What of a spec says where or by whom rows are drawn, but not what is on them.
NOT_DRAWN = ("name", "workers", "store")


class Drawer(Protocol):
    """What a stage's `drawer(spec)` returns: the images of a spec by their ids, of which there is no end.

    Those below `count` are the rows of a dataset of this spec; those from `count` on are new ones of the same kind.
    """

    count: int
    kind: Literal["text", "class"]
    alphabet: str  # every symbol that may be drawn, sorted
    lengths: tuple[int, int]
    width: tuple[int, int]
    height: tuple[int, int]

    def images(self, ids: Iterable[int]) -> Iterator[tuple[np.ndarray, str]]:
        """Image, uint8 (height, width) or (height, width, 3), and text of each id."""

    def table(self, ids: Sequence[int], columns: Collection[str] | None = None) -> pa.Table:
        """The rows with these ids as a table, without ids; where `columns` are named, at least these."""

    def sample(self) -> list[int]:
        """A few ids whose rows show every column in its type."""


def can_draw(source: str) -> bool:
    """Whether the images of datasets from this source can be drawn again, and new ones beside them."""
    return source in VERBS and VERBS[source].draws


def drawer(source: str, spec: dict[str, Any]) -> Drawer:
    """Who draws the images of a dataset, from its source and stored spec; quick when asked again.

    Raises ValueError or FileNotFoundError, with a sentence, when they cannot be drawn on this machine.
    """
    if not can_draw(source):
        able = ", ".join(verb for verb in VERBS if can_draw(verb))
        raise ValueError(f"images from {source!r} cannot be drawn anew, only those of {able}; make a dataset there.")
    return known_drawer(source, as_json(spec))


@lru_cache(maxsize=8)
def known_drawer(source: str, spec_json: str) -> Drawer:
    """The drawer of a spec given as JSON, which can be the key of a cache."""
    return drawer_function(source)(parse_json(spec_json))


def fingerprint(source: str, spec: dict[str, Any]) -> str:
    """A hash of settings and drawing code: equal where both draw the same rows."""
    drawn = {name: spec[name] for name in sorted(spec) if name not in NOT_DRAWN}
    return hashlib.sha256(as_json([source, drawn, VERSION]).encode()).hexdigest()[:32]


class DrawnRows:
    """The rows of a dataset drawn on the fly, used like `engine.core.datasets.shard.Shards`. Nothing is stored."""

    def __init__(self, name: str, source: str, spec: dict[str, Any], count: int, drawing: int) -> None:
        self.name, self.source, self.spec, self.count, self.drawing = name, source, spec, count, drawing

    def who_draws(self) -> Drawer:
        """Who draws; ValueError or FileNotFoundError, with a sentence, when it cannot be done here and now."""
        if self.drawing != VERSION:
            raise ValueError(
                f"the images of {self.name!r} are drawn by version {self.drawing} of the drawing code, and this is "
                f"version {VERSION}, which draws other images from the same settings; generate it again under a new "
                "name."
            )
        try:
            return drawer(self.source, self.spec)
        except (ValueError, FileNotFoundError) as why:
            raise type(why)(f"the images of {self.name!r} cannot be drawn: {why}") from None

    def check(self) -> None:
        """Raises ValueError or FileNotFoundError, with a sentence, if the rows cannot be drawn on this machine."""
        self.who_draws()

    def files(self) -> NoReturn:
        """There are none."""
        raise ValueError(
            f"the images of {self.name!r} are drawn on the fly and not stored; to have files, export the dataset, or "
            "generate it again with store set to images."
        )

    def schema(self) -> pa.Schema:
        """Names and types of the columns."""
        return self.rows(np.array(self.who_draws().sample())).schema

    def frame(self, columns: list[str] | None, ids: np.ndarray | None) -> pd.DataFrame:
        """Some columns (None: all but the images) of these rows, of all rows where ids is None.

        Quick unless a column depends on the rendered image.
        """
        columns = columns or [name for name in self.schema().names if name != "image"]
        wanted = list(range(self.count)) if ids is None else ids.tolist()
        pieces = []
        for block in batched(wanted):
            rows = shard.with_ids(self.who_draws().table(block, columns), block)
            pieces.append(rows.select(columns).to_pandas())
        return pd.concat(pieces, ignore_index=True)

    def rows(self, wanted: np.ndarray) -> pa.Table:
        """All columns of these rows, in the order given."""
        pieces = [shard.with_ids(self.who_draws().table(block), block) for block in batched(wanted.tolist())]
        return pa.concat_tables(pieces, promote_options="permissive")

    def image_files(self, wanted: np.ndarray) -> list[bytes]:
        """The image files' bytes of these rows, in the order given."""
        return [png(image) for image, _ in self.who_draws().images(wanted.tolist())]

    def paths(self, wanted: Iterable[int]) -> list[str]:
        """What the files of these rows' images would be called, in the order given."""
        return [shard.image_name(i) for i in wanted]


def batched(ids: list[int]) -> Iterator[list[int]]:
    """The ids in stretches of a shard's length, so that not every row is held twice; one empty stretch for none."""
    for start in range(0, max(len(ids), 1), shard.ROWS):
        yield ids[start : start + shard.ROWS]
