"""What all images of a spec have in common, computed once; drawing an image then takes a few random numbers."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from engine.core.synthesis import assets
from engine.core.synthesis.ranges import PICKS
from engine.core.synthesis.streams import uniform
from engine.imaging.render.fonts import packaged
from engine.spec import Span, Spec, knobs

# Knobs with one value for the whole dataset that rendering needs.
CHOICES = ("smooth", "mode", "fill", "noise_channels", "paper_kind", "align")


class Plan(NamedTuple):
    """Fixed values; each range with the function that picks its values; paths of fonts."""

    fixed: dict[str, Any]
    ranges: Mapping[str, tuple[Callable[[Span, np.ndarray], np.ndarray], Span]]
    fonts: tuple[str, ...]

    def values(self, starts: np.ndarray) -> dict[str, np.ndarray]:
        """Each range's value for every image by the range's name; starts: where the images' streams start (images,)."""
        numbers = uniform(starts, tuple(self.ranges)).T
        return {name: pick(span, u) for (name, (pick, span)), u in zip(self.ranges.items(), numbers, strict=True)}


def make_plan(spec: Spec) -> Plan:
    """The plan of a generate spec. Raises FileNotFoundError or ValueError for a font that cannot be found."""
    fixed: dict[str, Any] = {name: getattr(spec, name) for name in CHOICES}
    ranged = (knob for knob in knobs(type(spec)) if knob.kind in PICKS)
    ranges = {knob.name: (PICKS[knob.kind], getattr(spec, knob.name)) for knob in ranged}
    names: tuple[str, ...] = getattr(spec, "fonts", ())
    return Plan(fixed, ranges, tuple(assets.font(name) for name in names) or (packaged(),))
