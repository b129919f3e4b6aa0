"""A form made from a Spec: every declared parameter becomes a widget, so a page never names one unless it must."""

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeVar

import streamlit as st

from engine.spec import Knob, Span, Spec, bounds, knobs, read
from ui.text import plain

S = TypeVar("S", bound=Spec)


class Suggested(tuple[str, ...]):
    """Texts that a parameter may be, beside any other that is typed."""


MOST_STEPS = 300  # a slider with more steps than this cannot be set exactly with a mouse
MOST_SEGMENTS = 4


def form(
    spec: type[S],
    *,
    options: Mapping[str, Sequence[str]] | None = None,
    given: Mapping[str, Any] | None = None,
    presets: Mapping[str, Any] | None = None,
    opened: Collection[str] = (),
    exact: Collection[str] = (),
    bind: bool = True,
) -> S | None:
    """Widgets for all parameters of a Spec; returns the Spec, or shows what is wrong with it and returns None.

    `options`: what a text parameter, or each text of a list, may be, such as the names of the datasets; beside
    `Suggested` ones others may be typed. `given`: values the page knows; these parameters are not shown. `presets`:
    other start values than the defaults. `opened`: groups that lie open beside the first. `exact`: numbers that are
    typed, because they matter over several orders of magnitude. Values stand in the URL where `bind`.
    """
    options, given, presets = options or {}, dict(given or {}), presets or {}
    shown = [each for each in knobs(spec) if each.name not in given]
    forget_other_forms(spec, [each.name for each in shown])
    fields = {*exact, *(each.name for each in shown if not slides(each, starts(spec, each)))}
    values = {}
    for index, (group, members) in enumerate(grouped(shown)):
        with section(group, index == 0 or group in opened):
            for each in members:
                start = presets.get(each.name, each.default)
                follow(each.name, start)
                if isinstance(start, Span):
                    follow(f"{each.name}_from", start.low)
                    follow(f"{each.name}_to", start.high)
                values[each.name] = widget(each, start, options.get(each.name), each.name in fields, bind)
    return checked(spec, {**values, **given})


def forget_other_forms(spec: type[Spec], names: list[str]) -> None:
    """Drops what another page's form left under the same names; bound values live on when the page is changed."""
    if st.session_state.get("form") != spec.__name__:
        for key in (key for name in names for key in (name, f"{name}_from", f"{name}_to")):
            if key not in st.query_params:
                st.session_state.pop(key, None)
        st.session_state["form"] = spec.__name__


def follow(name: str, start: Any) -> None:
    """Lets a field that nobody has touched follow its start value, where the page changes that."""
    before, now = st.session_state.get(f"start of {name}", start), st.session_state.get(name)
    if before != start and (tuple(now) if isinstance(now, list) else now) == before:
        st.session_state[name] = start
    st.session_state[f"start of {name}"] = start


def fill(values: Mapping[str, Any]) -> None:
    """Sets fields of the form that is shown, as if they had been typed; before the form is run, as a callback does."""
    for name, value in values.items():
        parts = {name: value}
        if isinstance(value, Span):
            parts = {name: tuple(value), f"{name}_from": value.low, f"{name}_to": value.high}
        for key, part in parts.items():
            if key in st.session_state:
                st.session_state[key] = part


def grouped(shown: list[Knob]) -> list[tuple[str, list[Knob]]]:
    """The knobs by group, groups and knobs in the order of their declaration; those without a group come first."""
    order = {name: place for place, name in enumerate(dict.fromkeys(["", *(each.group for each in shown)]))}
    ranked = sorted(shown, key=lambda each: order[each.group])
    return [(name, list(members)) for name, members in groupby(ranked, key=lambda each: each.group)]


def section(group: str, is_open: bool) -> Any:
    """Where a group of widgets goes: behind its name, or straight onto the page if it has none."""
    return st.expander(group.capitalize(), expanded=is_open) if group else st.container()


def checked(spec: type[S], values: dict[str, Any]) -> S | None:
    """The Spec of these values; None, with a sentence on the page, where they do not fit."""
    missing = [each.title for each in knobs(spec) if each.required and values.get(each.name) in (None, "", (), [])]
    if missing:
        st.info(f"Still needed: {', '.join(missing)}.", icon=":material/edit:")
        return None
    try:
        return read(spec, values)
    except ValueError as mistake:
        st.error(plain(mistake))
        return None


def widget(each: Knob, start: Any, options: Collection[str] | None, exact: bool, bind: bool) -> Any:
    """The widget of one knob; its key, and its name in the URL, is the knob's name. Returns its value."""
    unit = f" ({each.unit})" if each.unit else ""
    limits = f" Must be {bounds(each)}." if (each.low, each.high) != (None, None) else ""
    common = {
        "label": each.title + unit,
        "key": each.name,
        "help": each.sentence + limits,
        "bind": "query-params" if bind else None,
    }
    if options is not None:
        several = each.kind == "list"
        return chosen_among(options, start, common) if several else chosen_from(options, start, common)
    if exact and each.kind in TYPED:
        return TYPED[each.kind](each, start, common)
    return WIDGETS[each.kind](each, start, common)


def chosen_from(options: Collection[str], start: Any, common: dict[str, Any]) -> str | None:
    """One of the things that exist, or that is typed; the first of them unless told otherwise."""
    others = isinstance(options, Suggested)
    known = [*options] if start in options or not (start and others) else [*options, start]
    index = (known.index(start) if start in known else 0) if known else None
    return st.selectbox(
        options=known, index=index, format_func=lambda one: one or "none", accept_new_options=others, **common
    )


def chosen_among(options: Collection[str], start: Any, common: dict[str, Any]) -> list[str]:
    """Any number of the things that exist, or that are typed, in the order in which they are chosen."""
    others = isinstance(options, Suggested)
    begun = [each for each in start or () if others or each in options]
    known = [*dict.fromkeys((*options, *begun))]
    return st.multiselect(options=known, default=begun, accept_new_options=others, **common)


def text(each: Knob, start: Any, common: dict[str, Any]) -> str:
    """Any text."""
    return st.text_input(value=start or "", live=True, **common)


def listed(each: Knob, start: Any, common: dict[str, Any]) -> list[str]:
    """Any number of texts; new ones are typed."""
    return chosen_among(Suggested(), start, common)


def choice(each: Knob, start: Any, common: dict[str, Any]) -> str:
    """One of a few words."""
    if len(each.choices) <= MOST_SEGMENTS:
        return st.segmented_control(options=each.choices, default=start, required=start is not None, **common)
    return st.selectbox(options=each.choices, index=None if start is None else each.choices.index(start), **common)


def switch(each: Knob, start: Any, common: dict[str, Any]) -> bool:
    """Yes or no."""
    return st.toggle(value=start, **common)


def whole(each: Knob, start: Any, common: dict[str, Any]) -> int:
    """A whole number: a slider where its bounds are near each other."""
    low, high = (None if end is None else int(end) for end in (each.low, each.high))
    if start is not None and low is not None and high is not None and high - low <= MOST_STEPS:
        return st.slider(min_value=low, max_value=high, value=start, step=1, **common)
    return st.number_input(min_value=low, max_value=high, value=start, step=1, **common)


def number(each: Knob, start: Any, common: dict[str, Any]) -> float:
    """A number on a slider."""
    return st.slider(min_value=float(each.low), max_value=float(each.high), value=float(start), **steps(each), **common)


def typed(each: Knob, start: Any, common: dict[str, Any]) -> float:
    """A number in a field of its own, empty where the stage chooses; its buttons change the second digit."""
    low, high = (None if end is None else float(end) for end in (each.low, each.high))
    step = magnitude(start or (high or 1.0) / 100) / 10
    value = None if start is None else float(start)
    return st.number_input(min_value=low, max_value=high, value=value, step=step, format="%g", **common)


def span(each: Knob, start: Any, common: dict[str, Any]) -> tuple[float, float]:
    """A range of numbers: both ends on one slider."""
    cast, scale = (int, {"step": 1}) if each.kind == "whole range" else (float, steps(each))
    ends = tuple(cast(end) for end in start)
    return st.slider(min_value=cast(each.low), max_value=cast(each.high), value=ends, **scale, **common)


def ends(each: Knob, start: Any, common: dict[str, Any]) -> tuple[float, float]:
    """A range of numbers: a field for either end."""
    cast = int if each.kind == "whole range" else float
    low, high = (None if end is None else cast(end) for end in (each.low, each.high))
    begun = [cast(end) for end in (start or Span(each.low or 0, each.low or 0))]
    label, key = common.pop("label"), common.pop("key")
    sides = zip(st.columns(2), ("from", "to"), begun, strict=True)
    one = 1 if cast is int else magnitude(max(begun)) / 10
    return tuple(
        column.number_input(
            f"{label}: {side}", min_value=low, max_value=high, value=end, step=one, key=f"{key}_{side}", **common
        )
        for column, side, end in sides
    )


def starts(spec: type[Spec], each: Knob) -> list[float]:
    """Every number that a knob may start with: both ends of its default and of its value in each preset.

    The kind of its widget follows from all of them, because another kind would lose what was typed when the preset
    is changed.
    """
    values = [each.default, *(preset[each.name] for preset in spec.presets.values() if each.name in preset)]
    spans = [value if isinstance(value, Span) else (value,) for value in values]
    return [end for span in spans for end in span if isinstance(end, int | float)]


def slides(each: Knob, values: Sequence[float]) -> bool:
    """Whether a slider can set this knob well: closed bounds, few steps, and start values that are whole steps."""
    if not values or each.low is None or each.high is None or each.low >= each.high:
        return False  # where a field may be empty there are no values: a slider always has one
    if each.kind.startswith("whole"):
        return each.high - each.low <= MOST_STEPS
    step = steps(each)["step"]
    return all(math.isclose(value / step, round(value / step), abs_tol=1e-6) for value in values)


def steps(each: Knob) -> dict[str, Any]:
    """Step of a slider, and how its value is written: some dozens of steps, of 1, 0.1, 0.01..."""
    step = magnitude((each.high - each.low) / 20)
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
