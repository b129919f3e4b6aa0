"""Finds the datasets and models that a spec refers to, by the fields declared to name one."""

from collections.abc import Mapping
from typing import Any

from engine.spec import Spec, knobs, up_to_date
from engine.verbs import spec_class


def named(what: str, spec: type[Spec], values: Mapping[str, Any]) -> set[str]:
    """The names of one kind, "dataset" or "model", among a spec's stored values."""
    current = up_to_date(spec, values)
    names: set[str] = set()
    for knob in knobs(spec):
        value = current.get(knob.name) or ()
        texts = [value] if isinstance(value, str) else list(value) if knob.kind == "list" else []
        if knob.names == what:
            names.update(texts)
        elif knob.names == "settings":
            names |= in_settings(what, texts)
    return names


def in_settings(what: str, texts: list[str]) -> set[str]:
    """The same for texts such as "continue_from=NAME,OTHER", which set fields of training."""
    fields = {knob.name for knob in knobs(spec_class("train")) if knob.names == what}
    pairs = (text.partition("=") for text in texts)
    return {
        name.strip()
        for field, _, values in pairs
        if field.strip().replace("-", "_") in fields
        for name in values.split(",")
    }
