"""Draws images of a spec on the fly by their ids: the rows of a dataset, and any number of new ones beyond them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa

from engine.core.synthesis.sample import Sample
from engine.generate import painting
from engine.generate.run import check, table_of
from engine.generate.sampling import conditions_of, rows_of
from engine.generate.spec import GenerateSpec
from engine.spec import Span, read

SUBSTITUTES, APART = 20, 10**12  # ids that may replace a new one, and the distance from each to the next
NO_IMAGE = np.empty((0, 0), np.uint8)
OF_TEXT = {"id", "text", "length", "group", "condition"}  # columns that stay the same when an image is drawn again


def drawer(values: dict[str, Any]) -> "Drawings":
    """The images of a stored spec. Raises ValueError or FileNotFoundError if they cannot be drawn on this machine."""
    spec = read(GenerateSpec, values)
    if spec.renderer == "package":
        raise ValueError(
            "images drawn on the fly must be the same each time, but the captcha package takes no seed; set renderer "
            "to glyphlab."
        )
    check(spec)
    return Drawings(spec)


class Drawings:
    """The generator's implementation of `engine.core.datasets.on_demand.Drawer`."""

    def __init__(self, spec: GenerateSpec) -> None:
        self.spec = spec
        self.count = spec.images
        self.kind = "class" if spec.length.high == 1 else "text"
        self.alphabet = "".join(sorted(spec.symbols))
        self.lengths = whole_pair(spec.length)
        specs = [condition for _, condition in spec.conditions] or [spec]
        self.width = union([condition.width for condition in specs])
        self.height = union([condition.height for condition in specs])

    @cached_property
    def endless(self) -> GenerateSpec:
        """The spec for new images. Texts may repeat, because their number is limited."""
        return read(GenerateSpec, self.spec.model_dump() | {"unique": False})

    def images(self, ids: Iterable[int]) -> Iterator[tuple[np.ndarray, str]]:
        """Yields the image and text of each id."""
        for is_new, run in groupby(ids, lambda i: i >= self.count):
            for sample in self.new(list(run)) if is_new else painting.images(self.spec, run):
                yield sample.image, sample.columns["text"]

    def new(self, ids: list[int], substitutes: int = SUBSTITUTES) -> Iterator[Sample]:
        """Yields images beyond the count; if the guards refuse all tries of one, a substitute takes its place.

        Among a few thousand rows, such an image is a reason to change the settings; among millions it is inevitable.
        """
        while ids:
            done = 0
            try:
                for sample in painting.images(self.endless, ids):
                    done += 1
                    yield sample
            except ValueError:
                if not substitutes:
                    raise
                yield from self.new([ids[done] + APART], substitutes - 1)
                done += 1
            ids = ids[done:]

    def table(self, ids: Sequence[int], columns: Collection[str] | None = None) -> pa.Table:
        """The rows with these ids, all below the count. Renders nothing if the columns are known without the images."""
        if not ids:
            return self.table([0], columns).slice(0, 0)
        if columns is not None:
            rows = sampled_rows(self.spec, ids)
            if {*columns} <= self.columns_before_rendering(rows[0]):
                return painting.table([painting.Painting(NO_IMAGE, row, []) for row in rows])
        return table_of(self.spec, ids)

    def columns_before_rendering(self, row: dict[str, Any]) -> set[str]:
        """The columns of a sampled row that rendering its image cannot change."""
        guarded = self.spec.uncut or self.spec.minimum_contrast
        return OF_TEXT | (set() if guarded else set(row))

    def sample(self) -> list[int]:
        """Returns one id of each condition."""
        return list(range(min(self.count, max(1, len(self.spec.conditions)))))


def sampled_rows(spec: GenerateSpec, ids: Sequence[int]) -> list[dict[str, Any]]:
    """The row of each image before rendering, as `engine.generate.sampling.draw` gives it."""
    rows: dict[int, dict[str, Any]] = {}
    for condition in conditions_of(spec, ids):
        rows.update(zip(condition.places.tolist(), rows_of(condition), strict=True))
    return [rows[place] for place in range(len(ids))]


def whole_pair(span: Span) -> tuple[int, int]:
    """A range of whole numbers as a pair."""
    return int(span.low), int(span.high)


def union(spans: list[Span]) -> tuple[int, int]:
    """The smallest and the largest number of several ranges."""
    return min(int(span.low) for span in spans), max(int(span.high) for span in spans)
