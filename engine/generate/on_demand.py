"""The images of a spec by their ids, whenever they are wanted: the rows of a recipe, and endless new ones beyond."""

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Any

import numpy as np

from engine.generate.draw import draw
from engine.generate.drawn import columns as plain_columns
from engine.generate.drawn import images
from engine.generate.run import check, stored
from engine.generate.spec import GenerateSpec
from engine.spec import Span, read

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
    """See `engine.drawn_on_demand.Drawer`."""

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

    def of(self, i: int) -> GenerateSpec:
        """The spec that image i is drawn with."""
        return self.spec if i < self.count else self.endless

    def images(self, ids: Iterable[int]) -> Iterator[tuple[np.ndarray, str]]:
        """Image and text of each id."""
        for i in ids:
            one = next(images(self.of(i), (i,)))
            yield one.image, one.columns["text"]

    def rows(self, ids: Iterable[int], columns: Collection[str] | None = None) -> Iterator[dict[str, Any]]:
        """Each id as a row; nothing is rendered for columns that are known before."""
        for i in ids:
            row = {"id": i, **plain_columns(draw(self.of(i), i))} if columns is not None else {}
            if columns is None or not set(columns) <= self.known(row):
                row = {"id": i, **stored(next(images(self.of(i), (i,))), i)}
            yield row

    def known(self, row: dict[str, Any]) -> set[str]:
        """Which columns of a drawn row stay as they are when its image is rendered."""
        guarded = self.spec.uncut or self.spec.least_contrast
        return OF_TEXT | (set() if guarded else set(row))

    def sample(self) -> list[int]:
        """One id of each condition."""
        return list(range(min(self.count, max(1, len(self.spec.conditions)))))


def whole(span: Span) -> tuple[int, int]:
    """A span of whole numbers as a pair."""
    return int(span.low), int(span.high)


def widest(spans: list[Span]) -> tuple[int, int]:
    """The smallest and the largest number of several spans."""
    return min(int(each.low) for each in spans), max(int(each.high) for each in spans)
