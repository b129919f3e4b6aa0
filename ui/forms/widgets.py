"""One widget for each knob: a slider, a field, a switch or a list, by its kind, bounds and choices."""

import math
from collections.abc import Collection, Sequence
from typing import Any

import streamlit as st

from engine.spec import Knob, Span, Spec


class Suggested(tuple[str, ...]):
    """Suggested texts for a parameter, which accepts any other text too."""


MOST_STEPS = 300  # a slider with more steps than this cannot be set exactly with a mouse
MOST_SEGMENTS = 4


def widget(knob: Knob, start: Any, options: Collection[str] | None, exact: bool) -> Any:
    """The widget of one knob, whose key, and name in the URL, is the knob's name. Returns its value."""
    unit = f" ({knob.unit})" if knob.unit else ""
    common = {
        "label": knob.title + unit,
        "key": knob.name,
        "help": f"{knob.sentence} {limits(knob)}".strip(),
        "bind": "query-params",
    }
    if options is not None:
        several = knob.kind == "list"
        return chosen_among(options, start, common) if several else chosen_from(options, start, common)
    if exact and knob.kind in TYPED:
        return TYPED[knob.kind](knob, start, common)
    return WIDGETS[knob.kind](knob, start, common)


def entries(name: str, value: Any) -> dict[str, Any]:
    """A field's value as what the session holds: a range also by its ends, for it may have a widget for each."""
    if isinstance(value, Span):
        return {name: tuple(value), f"{name}_from": value.low, f"{name}_to": value.high}
    return {name: value}


def limits(knob: Knob) -> str:
    """The bounds of a knob as a sentence: "0 to 1.", "At least 1."; "" if it has none."""
    low, high = (None if bound is None else f"{bound:,.15g}" for bound in (knob.low, knob.high))
    if low is not None and high is not None:
        return f"{low} to {high}."
    return f"At least {low}." if low is not None else f"At most {high}." if high is not None else ""


def chosen_from(options: Collection[str], start: Any, common: dict[str, Any]) -> str | None:
    """A select box for one of some existing things, or a typed one. Starts with `start`, or else with the first."""
    others = isinstance(options, Suggested)
    entries = [*options] if start in options or not (start and others) else [*options, start]
    index = (entries.index(start) if start in entries else 0) if entries else None
    return st.selectbox(
        options=entries, index=index, format_func=lambda name: name or "none", accept_new_options=others, **common
    )


def chosen_among(options: Collection[str], start: Any, common: dict[str, Any]) -> list[str]:
    """A select box for any number of existing things, or typed ones, in the order in which they are chosen."""
    others = isinstance(options, Suggested)
    chosen = [name for name in start or () if others or name in options]
    entries = [*dict.fromkeys((*options, *chosen))]
    return st.multiselect(options=entries, default=chosen, accept_new_options=others, **common)


def text(knob: Knob, start: Any, common: dict[str, Any]) -> str:
    """Any text."""
    return st.text_input(value=start or "", live=True, **common)


def listed(knob: Knob, start: Any, common: dict[str, Any]) -> list[str]:
    """Any number of typed texts."""
    return chosen_among(Suggested(), start, common)


def choice(knob: Knob, start: Any, common: dict[str, Any]) -> str | None:
    """One of a few words, shown by their labels."""
    shown = {"options": knob.choices, "format_func": lambda value: knob.choice_labels.get(value, value), **common}
    if len(knob.choices) <= MOST_SEGMENTS:
        return st.segmented_control(default=start, required=start is not None, **shown)
    return st.selectbox(index=None if start is None else knob.choices.index(start), **shown)


def switch(knob: Knob, start: Any, common: dict[str, Any]) -> bool:
    """Yes or no."""
    return st.toggle(value=start, **common)


def whole(knob: Knob, start: Any, common: dict[str, Any]) -> int:
    """A whole number, on a slider if its bounds are close together."""
    low, high = (None if end is None else int(end) for end in (knob.low, knob.high))
    if start is not None and low is not None and high is not None and high - low <= MOST_STEPS:
        return st.slider(min_value=low, max_value=high, value=start, step=1, **common)
    return st.number_input(min_value=low, max_value=high, value=start, step=1, **common)


def number(knob: Knob, start: Any, common: dict[str, Any]) -> float:
    """A number on a slider."""
    low, high = closed(knob)
    return st.slider(min_value=low, max_value=high, value=float(start), **steps(knob), **common)


def typed(knob: Knob, start: Any, common: dict[str, Any]) -> float | None:
    """A number to type, empty if the stage is to choose. The buttons change its second digit."""
    low, high = (None if end is None else float(end) for end in (knob.low, knob.high))
    step = magnitude(start or (high or 1.0) / 100) / 10
    value = None if start is None else float(start)
    return st.number_input(min_value=low, max_value=high, value=value, step=step, format="%g", **common)


def span(knob: Knob, start: Any, common: dict[str, Any]) -> tuple[float, float]:
    """A range of numbers, with both ends on one slider."""
    kind, scale = (int, {"step": 1}) if knob.kind == "whole range" else (float, steps(knob))
    (low, high), (first, last) = map(kind, closed(knob)), map(kind, start)
    return st.slider(min_value=low, max_value=high, value=(first, last), **scale, **common)


def ends(knob: Knob, start: Any, common: dict[str, Any]) -> tuple[float, ...]:
    """A range of numbers, with a field for each end."""
    cast = int if knob.kind == "whole range" else float
    low, high = (None if end is None else cast(end) for end in (knob.low, knob.high))
    values = [cast(end) for end in (start or Span(knob.low or 0, knob.low or 0))]
    label, key = common.pop("label"), common.pop("key")
    sides = zip(st.columns(2), ("from", "to"), values, strict=True)
    step = 1 if cast is int else magnitude(max(values)) / 10
    return tuple(
        column.number_input(
            f"{label}: {side}", min_value=low, max_value=high, value=end, step=step, key=f"{key}_{side}", **common
        )
        for column, side, end in sides
    )


def starts(spec: type[Spec], knob: Knob) -> list[float]:
    """All numbers that a knob may start with: both ends of its default and of its value in each preset.

    They all decide on the kind of widget together, because a change of kind with the preset would lose typed values.
    """
    values = [knob.default, *(preset[knob.name] for preset in spec.presets.values() if knob.name in preset)]
    spans = [value if isinstance(value, Span) else (value,) for value in values]
    return [end for span in spans for end in span if isinstance(end, int | float)]


def slides(knob: Knob, values: Sequence[float]) -> bool:
    """Whether a slider suits this knob: it has two bounds, few steps, and start values that are whole steps."""
    if not values or knob.low is None or knob.high is None or knob.low >= knob.high:
        return False  # a field that may be empty has no start value, but a slider always has one
    if knob.kind.startswith("whole"):
        return knob.high - knob.low <= MOST_STEPS
    step = steps(knob)["step"]
    return all(math.isclose(value / step, round(value / step), abs_tol=1e-6) for value in values)


def closed(knob: Knob) -> tuple[float, float]:
    """Both bounds of a knob on a slider. Raises TypeError if one is missing."""
    if knob.low is None or knob.high is None:
        raise TypeError(f"a slider needs two bounds, and {knob.name} has {knob.low} and {knob.high}")
    return float(knob.low), float(knob.high)


def steps(knob: Knob) -> dict[str, Any]:
    """The step of a slider (1, 0.1, 0.01..., for some dozens of steps), and the format of its value."""
    low, high = closed(knob)
    step = magnitude((high - low) / 20)
    return {"step": step, "format": f"%.{max(0, -round(math.log10(step)))}f"}


def magnitude(value: float) -> float:
    """The power of ten at or below a number; 1 for 0."""
    return 10.0 ** math.floor(math.log10(abs(value))) if value else 1.0


TYPED = {"number": typed, "range": ends, "whole range": ends}
WIDGETS = {
    "whole": whole,
    "number": number,
    "whole range": span,
    "range": span,
    "switch": switch,
    "choice": choice,
    "list": listed,
    "text": text,
}
