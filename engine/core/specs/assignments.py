"""Settings of trainings as texts, "field=value", for the stages that start trainings."""

from collections.abc import Sequence
from typing import Any

from engine.spec import Knob, current_name, knobs
from engine.verbs import spec_class

# Fields that those stages set themselves; final trainings and estimates have no score to compare.
FIXED = ("dataset", "name", "like", "final", "estimate")


def read(texts: Sequence[str]) -> dict[str, Any]:
    """Parses texts such as "epochs=5" into values by field."""
    return {knob.name: plain(knob, value) for knob, value in (assigned(text, "settings") for text in texts)}


def assigned(text: str, what: str) -> tuple[Knob, str]:
    """Splits "field=value" into the field of training and its value. Raises ValueError if there is no such field."""
    name, equals, value = text.partition("=")
    fields = {knob.name: knob for knob in knobs(spec_class("train")) if knob.name not in FIXED}
    name = name.strip().replace("-", "_")
    name = current_name(fields, name)
    if not equals or not value.strip() or name not in fields:
        raise ValueError(f"{what} takes field=value with a field of training ({', '.join(fields)}); got {text!r}.")
    return fields[name], value.strip()


def plain(knob: Knob, text: str) -> Any:
    """A value as a sweep's journal stores it: a number for a numeric field, a bool for a switch, otherwise text."""
    text = text.strip()
    if knob.kind == "switch" and text.lower() in ("yes", "no", "true", "false"):
        return text.lower() in ("yes", "true")
    if knob.kind in ("number", "whole"):
        try:
            return int(text) if knob.kind == "whole" else float(text)
        except ValueError:
            raise ValueError(f"{knob.name} must be a number; got {text!r}.") from None
    return text
