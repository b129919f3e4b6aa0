"""What a sweep varies: fields of training with the values, or the range, that each may take."""

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.core.specs.assignments import assigned, plain

if TYPE_CHECKING:
    from optuna.trial import Trial  # pages read this module, and Optuna takes more than a second to load

WIDE = 10  # a range whose ends differ by this factor is searched by orders of magnitude


class Field(NamedTuple):
    """One varied field: its values where they are listed, otherwise low and high, both included."""

    field: str
    values: tuple[Any, ...]
    low: float = 0.0
    high: float = 0.0
    whole: bool = False

    @property
    def examples(self) -> tuple[Any, ...]:
        """Values that a training must accept."""
        return self.values or (self.cast(self.low), self.cast(self.high))

    def cast(self, value: float) -> float | int:
        """A number of the field's kind."""
        return round(value) if self.whole else value

    def suggest(self, trial: "Trial") -> Any:
        """The value of this field in a trial."""
        if self.values:
            return trial.suggest_categorical(self.field, self.values)
        log = self.low > 0 and self.high / self.low >= WIDE
        if self.whole:
            return trial.suggest_int(self.field, int(self.low), int(self.high), log=log)
        return trial.suggest_float(self.field, self.low, self.high, log=log)


def parsed(search: Sequence[str]) -> list[Field]:
    """The fields of texts such as "batch=16,32" or "learning_rate=0.001..0.1".

    Raises ValueError for a text of another form, an unknown field, or one that occurs twice.
    """
    if not search:
        raise ValueError("search must name at least one field of training, such as learning_rate=0.001,0.01,0.1.")
    fields = [field(text) for text in search]
    twice = {one.field for one in fields if [each.field for each in fields].count(one.field) > 1}
    if twice:
        raise ValueError(f"search names {', '.join(sorted(twice))} twice; give all its values in one place.")
    return fields


def field(text: str) -> Field:
    """One text of a search as a field."""
    each, values = assigned(text, "search")
    low, dots, high = values.partition("..")
    if not dots:
        return Field(each.name, tuple(plain(each, one) for one in values.split(",")))
    try:
        ends = float(low), float(high)
    except ValueError:
        raise ValueError(f"the range of {each.name} must be two numbers, such as 0.001..0.1; got {values!r}.") from None
    if each.kind not in ("number", "whole") or not ends[0] < ends[1]:
        raise ValueError(f"only a number has a range, from smaller to larger; got {text!r}: list the values instead.")
    return Field(each.name, (), *ends, each.kind == "whole")


def all_of(fields: Sequence[Field]) -> list[dict[str, Any]]:
    """Every combination of listed values; [] where a range makes them endless."""
    if not all(one.values for one in fields):
        return []
    names = [one.field for one in fields]
    return [dict(zip(names, chosen, strict=True)) for chosen in product(*(one.values for one in fields))]
