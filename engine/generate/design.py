"""Experiments: the same texts under chosen levels of some knobs, or levels shared evenly among the texts."""

from itertools import product
from typing import Any, NamedTuple, TypeVar

from engine.spec import Knob, Spec, current_name, knobs, read

S = TypeVar("S", bound=Spec)

FIXED_GROUPS = ("Text", "Dataset", "Experiment")  # their knobs have one value in the whole dataset
MOST_CONDITIONS = 10_000
BASE = "base"


class Level(NamedTuple):
    """One level of a knob, as typed."""

    knob: str
    value: str

    def __str__(self) -> str:
        return f"{self.knob}={self.value}"


def parse_levels(text: str, variable: dict[str, Knob]) -> list[Level]:
    """Reads levels such as "gaussian_noise=0,0.1,0.2" of one of the variable knobs. Raises ValueError otherwise."""
    typed_name, _, typed_values = text.partition("=")
    name = typed_name.strip().replace("-", "_")
    name = current_name(variable, name)
    values = [value.strip() for value in typed_values.split(",") if value.strip()]
    if not values:
        raise ValueError(f"levels must look like gaussian_noise=0,0.1,0.2; got {text!r}.")
    if name not in variable:
        raise ValueError(f"levels can be given for {', '.join(variable)}; got {name!r}.")
    return [Level(name, value) for value in dict.fromkeys(values)]


def combinations(kind: str, axes: list[list[Level]]) -> list[tuple[Level, ...]]:
    """The levels of each condition: no change, then one knob at a time ("each"); or every combination."""
    if kind == "each":
        return [(), *((level,) for levels in axes for level in levels)]
    return list(product(*axes))


def conditions(spec: S) -> tuple[tuple[str, S], ...]:
    """Name and spec of every condition of an experiment; () without an experiment.

    Raises ValueError, with a sentence, for text that is not levels, or a level that its knob refuses.
    """
    texts, kind = tuple(getattr(spec, "levels", ())), getattr(spec, "experiment", "none")
    if kind == "none":
        if texts:
            raise ValueError("levels need an experiment; got none: set experiment to each, grid or balanced.")
        return ()
    if not texts:
        raise ValueError(f"an experiment of kind {kind} needs levels, such as gaussian_noise=0,0.1,0.2; got none.")
    variable = {knob.name: knob for knob in knobs(type(spec)) if knob.group not in FIXED_GROUPS}
    axes = [parse_levels(text, variable) for text in texts]
    names = [levels[0].knob for levels in axes]
    if len(set(names)) < len(names):
        raise ValueError(f"levels must name each knob once; got {', '.join(names)}: give all levels of a knob at once.")
    chosen = combinations(kind, axes)
    if len(chosen) > MOST_CONDITIONS:
        raise ValueError(
            f"levels must give at most {MOST_CONDITIONS:,} conditions; got {len(chosen):,}: give fewer levels."
        )
    base: dict[str, Any] = spec.model_dump() | {"experiment": "none", "levels": ()}
    labels: dict[S, str] = {}
    for levels in chosen:
        condition = read(type(spec), base | {level.knob: level.value for level in levels})
        labels.setdefault(condition, ", ".join(map(str, levels)) or BASE)
    return tuple((label, condition) for condition, label in labels.items())
