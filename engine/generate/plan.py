"""What of a spec is the same for every image, worked out once: drawing images is then a few random numbers."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from engine.core.synthesis import assets
from engine.core.synthesis.ranges import PICKS
from engine.core.synthesis.streams import uniform
from engine.imaging.render.fonts import packaged
from engine.spec import Span, Spec, knobs

# Knobs with one value for the whole dataset that are needed to render a row.
CHOICES = ("smooth", "mode", "cover", "noise_channels", "paper_kind", "align")


class Plan(NamedTuple):
    """Values that are fixed; ranges with how their values are picked; font files."""

    fixed: dict[str, Any]
    drawn: Mapping[str, tuple[Callable[[Span, np.ndarray], np.ndarray], Span]]
    fonts: tuple[str, ...]

    def values(self, starts: np.ndarray) -> dict[str, np.ndarray]:
        """The value of each range for every image, from the streams that start there (images,), by the range's name."""
        numbers = uniform(starts, tuple(self.drawn)).T
        return {name: pick(span, u) for (name, (pick, span)), u in zip(self.drawn.items(), numbers, strict=True)}


def make_plan(spec: Spec) -> Plan:
    """The plan of a generate spec; FileNotFoundError or ValueError for a font that is nowhere."""
    fixed: dict[str, Any] = {name: getattr(spec, name) for name in CHOICES}
    ranges = (each for each in knobs(type(spec)) if each.kind in PICKS)
    drawn = {each.name: (PICKS[each.kind], getattr(spec, each.name)) for each in ranges}
    names: tuple[str, ...] = getattr(spec, "fonts", ())
    return Plan(fixed, drawn, tuple(assets.font(name) for name in names) or (packaged(),))
