"""Experiments: the same texts under chosen levels of some knobs, or levels shared evenly among different texts."""

from itertools import product
from typing import Any, NamedTuple, TypeVar

from engine.spec import Knob, Spec, knobs, read

S = TypeVar("S", bound=Spec)

FIXED_GROUPS = ("Text", "Run", "Experiment")  # what is the same in the whole dataset
MOST_CONDITIONS = 10_000
BASE = "base"


class Level(NamedTuple):
    """A knob at one of its levels, as typed."""

    knob: str
    value: str

    def __str__(self) -> str:
        return f"{self.knob}={self.value}"


def parse(text: str, known: dict[str, Knob]) -> list[Level]:
    """The levels in "gaussian_noise=0,0.1,0.2"; ValueError when this is no knob with levels."""
    name, _, values = text.partition("=")
    name, found = name.strip().replace("-", "_"), [value.strip() for value in values.split(",") if value.strip()]
    if not found:
        raise ValueError(f"levels must look like gaussian_noise=0,0.1,0.2; got {text!r}.")
    if name not in known:
        raise ValueError(f"levels can be given for {', '.join(known)}; got {name!r}.")
    return [Level(name, value) for value in dict.fromkeys(found)]


def combinations(kind: str, axes: list[list[Level]]) -> list[tuple[Level, ...]]:
    """The levels that hold together: one knob at a time, beside none at all, or every combination."""
    if kind == "each":
        return [(), *((level,) for levels in axes for level in levels)]
    return list(product(*axes))


def conditions(spec: S) -> tuple[tuple[str, S], ...]:
    """The name and the spec of every condition of an experiment; () where there is none.

    Raises ValueError, with a sentence, for levels that are none, or a level that its knob refuses.
    """
    texts, kind = tuple(getattr(spec, "levels", ())), getattr(spec, "experiment", "none")
    if kind == "none":
        if texts:
            raise ValueError("levels are given, but no experiment; set experiment to each, grid or balanced.")
        return ()
    if not texts:
        raise ValueError(f"an experiment of the kind {kind} needs levels, such as gaussian_noise=0,0.1,0.2; got none.")
    known = {each.name: each for each in knobs(type(spec)) if each.group not in FIXED_GROUPS}
    axes = [parse(text, known) for text in texts]
    names = [levels[0].knob for levels in axes]
    if len(set(names)) < len(names):
        raise ValueError(f"levels must name each knob once; got {', '.join(names)}.")
    chosen = combinations(kind, axes)
    if len(chosen) > MOST_CONDITIONS:
        raise ValueError(f"levels must make at most {MOST_CONDITIONS:,} conditions; got {len(chosen):,}.")
    base: dict[str, Any] = spec.model_dump() | {"experiment": "none", "levels": ()}
    found: dict[S, str] = {}
    for levels in chosen:
        one = read(type(spec), base | {level.knob: level.value for level in levels})
        found.setdefault(one, ", ".join(map(str, levels)) or BASE)
    return tuple((label, one) for one, label in found.items())
