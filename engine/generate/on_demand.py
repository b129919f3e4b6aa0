"""The images of a spec by their ids, whenever they are wanted: the rows of a recipe, and endless new ones beyond."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa

from engine.core.synthesis.sample import Drawn
from engine.generate import painting
from engine.generate.run import check, table_of
from engine.generate.sampling import cases, rows_of
from engine.generate.spec import GenerateSpec
from engine.spec import Span, read

SUBSTITUTES, APART = 20, 10**12  # how many ids may stand in for a new one, and how far away they are
NO_IMAGE = np.empty((0, 0), np.uint8)
OF_TEXT = {"id", "text", "length", "group", "condition"}  # the same however often an image is drawn again


def drawer(values: dict[str, Any]) -> "Drawings":
    """The images of a stored spec. Raises ValueError or FileNotFoundError when they cannot be drawn here or now."""
    spec = read(GenerateSpec, values)
    if spec.renderer == "package":
        raise ValueError(
            "images of the captcha package cannot be drawn a second time, since it takes no seed; set renderer to "
            "glyphlab."
        )
    check(spec)
    return Drawings(spec)


class Drawings:
    """See `engine.core.datasets.on_demand.Drawer`."""

    def __init__(self, spec: GenerateSpec) -> None:
        self.spec = spec
        self.count = spec.images
        self.kind = "class" if spec.length.high == 1 else "text"
        self.alphabet = "".join(sorted(spec.symbols))
        self.lengths = whole(spec.length)
        cases = [one for _, one in spec.conditions] or [spec]
        self.width = widest([one.width for one in cases])
        self.height = widest([one.height for one in cases])

    @cached_property
    def endless(self) -> GenerateSpec:
        """The spec for new images: texts may occur again, since there are only so many."""
        return read(GenerateSpec, self.spec.model_dump() | {"different": False})

    def images(self, ids: Iterable[int]) -> Iterator[tuple[np.ndarray, str]]:
        """Image and text of each id."""
        for is_new, some in groupby(ids, lambda i: i >= self.count):
            for one in self.new(list(some)) if is_new else painting.images(self.spec, some):
                yield one.image, one.columns["text"]

    def new(self, ids: list[int], substitutes: int = SUBSTITUTES) -> Iterator[Drawn]:
        """Images beyond the count; where guards refuse every try of one, one of some substitutes takes its place.

        Among a few thousand rows such an image is a reason to change the settings, among millions it is bound to come.
        """
        while ids:
            done = 0
            try:
                for one in painting.images(self.endless, ids):
                    done += 1
                    yield one
            except ValueError:
                if not substitutes:
                    raise
                yield from self.new([ids[done] + APART], substitutes - 1)
                done += 1
            ids = ids[done:]

    def table(self, ids: Sequence[int], columns: Collection[str] | None = None) -> pa.Table:
        """The rows with these ids, all below the count; nothing is rendered for columns that are known before."""
        if not ids:
            return self.table([0], columns).slice(0, 0)
        if columns is not None:
            rows = drawn_rows(self.spec, ids)
            if {*columns} <= self.known(rows[0]):
                return painting.table([painting.Painted(NO_IMAGE, row, []) for row in rows])
        return table_of(self.spec, ids)

    def known(self, row: dict[str, Any]) -> set[str]:
        """Which columns of a drawn row stay as they are when its image is rendered."""
        guarded = self.spec.uncut or self.spec.least_contrast
        return OF_TEXT | (set() if guarded else set(row))

    def sample(self) -> list[int]:
        """One id of each condition."""
        return list(range(min(self.count, max(1, len(self.spec.conditions)))))


def drawn_rows(spec: GenerateSpec, ids: Sequence[int]) -> list[dict[str, Any]]:
    """What is known of each image before it is rendered, as `engine.generate.sampling.draw` gives it."""
    found: dict[int, dict[str, Any]] = {}
    for case in cases(spec, ids):
        found.update(zip(case.places.tolist(), rows_of(case), strict=True))
    return [found[place] for place in range(len(ids))]


def whole(span: Span) -> tuple[int, int]:
    """A span of whole numbers as a pair."""
    return int(span.low), int(span.high)


def widest(spans: list[Span]) -> tuple[int, int]:
    """The smallest and the largest number of several spans."""
    return min(int(each.low) for each in spans), max(int(each.high) for each in spans)
