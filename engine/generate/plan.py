"""What of a spec is the same for every image, worked out once: drawing images is then a few random numbers."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from engine import own_files
from engine.imaging import fonts
from engine.ranges import PICKS
from engine.spec import Span, Spec, knobs

# Knobs with one value for the whole dataset that are needed to render a row.
CHOICES = ("smooth", "mode", "cover", "noise_channels", "paper_kind", "align")


class Plan(NamedTuple):
    """Values that are fixed; ranges with the place of their random number and how values are picked; font files."""

    fixed: dict[str, Any]
    drawn: Sequence[tuple[str, int, Callable[[Span, np.ndarray], np.ndarray], Span]]
    fonts: tuple[str, ...]

    def values(self, numbers: np.ndarray) -> dict[str, np.ndarray]:
        """The value of each range for every image, from random numbers (images, ranges or more)."""
        return {name: pick(span, numbers[:, place]) for name, place, pick, span in self.drawn}


def make_plan(spec: Spec) -> Plan:
    """The plan of a generate spec; FileNotFoundError or ValueError for a font that is nowhere."""
    fixed: dict[str, Any] = {name: getattr(spec, name) for name in CHOICES}
    ranges = [each for each in knobs(type(spec)) if each.kind in PICKS]
    drawn = [(each.name, place, PICKS[each.kind], getattr(spec, each.name)) for place, each in enumerate(ranges)]
    names: tuple[str, ...] = getattr(spec, "fonts", ())
    return Plan(fixed, drawn, tuple(own_files.font(name) for name in names) or (fonts.packaged(),))
