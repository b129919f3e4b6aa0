"""The search space of a sweep: fields of training with the values or the range that each may take."""

from collections.abc import Sequence
from itertools import product
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.core.specs.assignments import assigned, plain
from engine.spec import Knob

if TYPE_CHECKING:
    from optuna.trial import Trial  # pages read this module, and Optuna takes more than a second to load

SUGGESTED = {"learning_rate": "0.001,0.01,0.1", "batch": "16,32,64", "epochs": "10,20,40"}
WIDE = 10  # a range whose ends differ by at least this factor is searched on a logarithmic scale


class Field(NamedTuple):
    """One varied field: its listed values, or otherwise low and high, both inclusive."""

    name: str
    values: tuple[Any, ...]
    low: float = 0.0
    high: float = 0.0
    whole: bool = False

    @property
    def examples(self) -> tuple[Any, ...]:
        """Values that a training must accept for the field to be valid."""
        return self.values or (self.cast(self.low), self.cast(self.high))

    def cast(self, value: float) -> float | int:
        """Converts a number to the field's kind."""
        return round(value) if self.whole else value

    def suggest(self, trial: "Trial") -> Any:
        """Asks a trial for its value of this field."""
        if self.values:
            return trial.suggest_categorical(self.name, self.values)
        log = self.low > 0 and self.high / self.low >= WIDE
        if self.whole:
            return trial.suggest_int(self.name, int(self.low), int(self.high), log=log)
        return trial.suggest_float(self.name, self.low, self.high, log=log)


def parse_search(search: Sequence[str]) -> list[Field]:
    """Parses texts such as "batch=16,32" or "learning_rate=0.001..0.1" into fields.

    Raises ValueError if a text has another form, or names an unknown field or one that occurs twice.
    """
    if not search:
        raise ValueError("search must name at least one field of training, such as learning_rate=0.001,0.01,0.1.")
    fields = [parse_field(text) for text in search]
    names = [varied.name for varied in fields]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"search names {', '.join(sorted(twice))} twice; give all its values in one place.")
    return fields


def parse_field(text: str) -> Field:
    """Parses one text of a search."""
    knob, values = assigned(text, "search")
    low, dots, high = values.partition("..")
    if not dots:
        return Field(knob.name, tuple(plain(knob, item) for item in values.split(",")))
    try:
        ends = float(low), float(high)
    except ValueError:
        raise ValueError(f"the range of {knob.name} must be two numbers, such as 0.001..0.1; got {values!r}.") from None
    if knob.kind not in ("number", "whole") or not ends[0] < ends[1]:
        raise ValueError(
            f"a range needs a numeric field and must run from smaller to larger; got {text!r}. List the values instead."
        )
    return Field(knob.name, (), *ends, knob.kind == "whole")


def suggested(knob: Knob) -> str:
    """Values to suggest for a field: all choices, both states of a switch, or a few numbers around the default."""
    if knob.name in SUGGESTED:
        return SUGGESTED[knob.name]
    if knob.kind == "choice":
        return ",".join(knob.choices)
    if knob.kind == "switch":
        return "yes,no"
    if knob.kind in ("whole", "number") and knob.default:
        return ",".join(f"{value:g}" for value in around(knob))
    return str(knob.default or "")


def around(knob: Knob) -> list[float]:
    """Half the default of a number, the default and its double, within the bounds and without duplicates."""
    low, high = -inf if knob.low is None else knob.low, inf if knob.high is None else knob.high
    values = (min(max(factor * knob.default, low), high) for factor in (0.5, 1, 2))
    return list(dict.fromkeys(round(value) if knob.kind == "whole" else value for value in values))


def combinations(fields: Sequence[Field]) -> list[dict[str, Any]]:
    """All combinations of listed values; [] if a range makes them infinite."""
    if not all(varied.values for varied in fields):
        return []
    names = [varied.name for varied in fields]
    return [dict(zip(names, values, strict=True)) for values in product(*(varied.values for varied in fields))]
