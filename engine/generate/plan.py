"""What of a spec is the same for every image, worked out once: drawing an image is then a few random numbers."""

from collections.abc import Callable
from typing import Any, NamedTuple

from engine import own_files
from engine.imaging import fonts
from engine.ranges import PICKS
from engine.spec import Span, Spec, knobs

# Knobs with one value for the whole dataset that are needed to render a row.
CHOICES = ("smooth", "mode", "cover", "noise_channels", "paper_kind", "align")


class Plan(NamedTuple):
    """Values that are fixed; ranges with the place of their random number and how a value is picked; font files."""

    fixed: dict[str, Any]
    drawn: list[tuple[str, int, Callable[[Span, float], float], Span]]
    fonts: tuple[str, ...]


def make_plan(spec: Spec) -> Plan:
    """The plan of a generate spec; FileNotFoundError or ValueError for a font that is nowhere."""
    fixed: dict[str, Any] = {name: getattr(spec, name) for name in CHOICES}
    drawn: list[tuple[str, int, Callable[[Span, float], float], Span]] = []
    for place, each in enumerate(one for one in knobs(type(spec)) if one.kind in PICKS):
        span, pick = getattr(spec, each.name), PICKS[each.kind]
        if span.low == span.high:
            fixed[each.name] = pick(span, 0)
        else:
            drawn.append((each.name, place, pick, span))
    names: tuple[str, ...] = getattr(spec, "fonts", ())
    return Plan(fixed, drawn, tuple(own_files.font(name) for name in names) or (fonts.packaged(),))
