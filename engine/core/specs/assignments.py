"""Settings of trainings as texts, "field=value", for stages that start trainings."""

from collections.abc import Sequence
from typing import Any

from engine.spec import Knob, knobs
from engine.verbs import spec_class

# Fields that those stages set themselves; and a final training, or an estimate, would have no score to compare.
FIXED = ("dataset", "name", "like", "final", "estimate")


def read(texts: Sequence[str]) -> dict[str, Any]:
    """The values of texts such as "epochs=5"."""
    return {each.name: plain(each, value) for each, value in (assigned(text, "settings") for text in texts)}


def assigned(text: str, what: str) -> tuple[Knob, str]:
    """The field of training and the value in "field=value"; ValueError where there is no such field."""
    name, sign, value = text.partition("=")
    known = {each.name: each for each in knobs(spec_class("train")) if each.name not in FIXED}
    name = name.strip().replace("-", "_")
    if not sign or not value.strip() or name not in known:
        raise ValueError(f"{what} takes field=value with a field of training ({', '.join(known)}); got {text!r}.")
    return known[name], value.strip()


def plain(each: Knob, text: str) -> Any:
    """A value as the sweep's journal keeps it: a number where the field is one, otherwise text."""
    text = text.strip()
    if each.kind == "switch" and text.lower() in ("yes", "no", "true", "false"):
        return text.lower() in ("yes", "true")
    if each.kind in ("number", "whole"):
        try:
            return int(text) if each.kind == "whole" else float(text)
        except ValueError:
            raise ValueError(f"{each.name} must be a number; got {text!r}.") from None
    return text
