"""A form made from a Spec: every declared parameter becomes a widget, so a page never names one unless it must."""

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeVar

import streamlit as st

from engine.spec import Knob, Span, Spec, knobs, read
from ui import finder
from ui.text import plain
from ui.url import drop_unusable_numbers, may_read

S = TypeVar("S", bound=Spec)


class Suggested(tuple[str, ...]):
    """Suggested texts for a parameter, which accepts any other text too."""


MOST_STEPS = 300  # a slider with more steps than this cannot be set exactly with a mouse
MOST_SEGMENTS = 4


def form(
    spec: type[S],
    *,
    options: Mapping[str, Sequence[str]] | None = None,
    given: Mapping[str, Any] | None = None,
    presets: Mapping[str, Any] | None = None,
    opened: Collection[str] = (),
    missing: str = "",
) -> S | None:
    """Shows widgets for all parameters of a Spec. Returns the Spec, or None and a sentence if it is not valid.

    options: the possible values of a text parameter, or of each item of a list, such as the names of the datasets;
    if they are `Suggested`, others may be typed. given: values that the page knows, which are not shown. presets:
    start values other than the defaults. opened: groups that are open, beside the first. missing: the sentence shown
    if a required value is missing. Values are kept in the URL.
    """
    options, given, presets = options or {}, dict(given or {}), presets or {}
    shown = [knob for knob in knobs(spec) if knob.name not in given]
    rename_in_link(shown)
    drop_unusable_numbers(numeric(shown))
    forget_other_forms(spec, [knob.name for knob in shown])
    fields = {knob.name for knob in shown if knob.exact or not slides(knob, starts(spec, knob))}
    first = {knob.name: presets.get(knob.name, knob.default) for knob in shown}
    values = {}
    above = st.container()
    if long := len(shown) > finder.FEW:
        finder.search(len(shown))
        tools = st.container()
    for index, (group, members) in enumerate(grouped(shown)):
        with section(group, index == 0 or group in opened):
            for knob in members:
                start = first[knob.name]
                follow(knob.name, start)
                if isinstance(start, Span):
                    follow(f"{knob.name}_from", start.low)
                    follow(f"{knob.name}_to", start.high)
                values[knob.name] = widget(knob, start, options.get(knob.name), knob.name in fields)
    if long:
        with tools:
            finder.filter_fields(shown, values, first)
    known = {name for names in options.values() for name in names}
    with above:  # in sight, however long the form is
        allowed = may_read(sorted(files_in(shown, values) - known))
    return checked(spec, {**values, **given}, missing) if allowed else None


def numeric(shown: list[Knob]) -> list[str]:
    """The names under which a link has the numbers of these knobs."""
    numbers = [knob.name for knob in shown if knob.kind in ("whole", "number", "whole range", "range")]
    return [f"{name}{end}" for name in numbers for end in ("", "_from", "_to")]


def files_in(shown: list[Knob], values: Mapping[str, Any]) -> set[str]:
    """The paths among the values of knobs, and settings such as paper_picture=PATH that set one."""
    paths: set[str] = set()
    names = {knob.name for knob in shown if knob.names == "file"}
    for knob in shown:
        value = values[knob.name]
        texts = value if isinstance(value, list | tuple) else [value]
        paths |= {text for text in texts if isinstance(text, str) and {knob.name, text.partition("=")[0]} & names}
    return paths - {""}


def rename_in_link(shown: list[Knob]) -> None:
    """Renames fields and values in a link: those of earlier versions, and choices, which widgets keep by their labels.

    The page then runs again, because widgets take the address as it was when the run began.
    """
    before = st.query_params.to_dict()
    for knob in shown:
        for old in knob.was:
            for end in ("", "_from", "_to"):
                if f"{old}{end}" in st.query_params:
                    if f"{knob.name}{end}" not in st.query_params:
                        st.query_params[f"{knob.name}{end}"] = st.query_params.get_all(f"{old}{end}")
                    del st.query_params[f"{old}{end}"]
        value = st.query_params.get(knob.name, "")
        present = knob.were.get(value, value)
        if value != (label := knob.choice_labels.get(present, present)):
            st.query_params[knob.name] = label
    if before != st.query_params.to_dict():
        st.rerun()


def choice_in_link(spec: type[Spec], name: str) -> str | None:
    """The choice that the form or the page's URL has for a field, before the form is drawn; None if it has none."""
    values = {label: value for knob in knobs(spec) if knob.name == name for value, label in knob.choice_labels.items()}
    label = st.query_params.get(name)
    return st.session_state.get(name) or (values.get(label, label) if label else None)


def forget_other_forms(spec: type[Spec], names: list[str]) -> None:
    """Drops values that another page's form left under the same names, because bound values outlive their page."""
    if st.session_state.get("form") != spec.__name__:
        for key in (key for name in names for key in (name, f"{name}_from", f"{name}_to")):
            if key not in st.query_params:
                st.session_state.pop(key, None)
        st.session_state["form"] = spec.__name__


def follow(name: str, start: Any) -> None:
    """Lets an untouched field follow its start value when the page changes that."""
    before, now = st.session_state.get(f"start of {name}", start), st.session_state.get(name)
    if before != start and (tuple(now) if isinstance(now, list) else now) == before:
        st.session_state[name] = start
    st.session_state[f"start of {name}"] = start


def fill(values: Mapping[str, Any]) -> None:
    """Sets fields of the shown form, as if they had been typed. Must be called before the form, as in a callback."""
    for name, value in values.items():
        entries = {name: value}
        if isinstance(value, Span):
            entries = {name: tuple(value), f"{name}_from": value.low, f"{name}_to": value.high}
        for key, entry in entries.items():
            if key in st.session_state:
                st.session_state[key] = entry


def grouped(shown: list[Knob]) -> list[tuple[str, list[Knob]]]:
    """The knobs by group, in the order of their declaration. Those without a group come first."""
    order = {name: place for place, name in enumerate(dict.fromkeys(["", *(knob.group for knob in shown)]))}
    ranked = sorted(shown, key=lambda knob: order[knob.group])
    return [(name, list(members)) for name, members in groupby(ranked, key=lambda knob: knob.group)]


def section(group: str, is_open: bool) -> Any:
    """The container of a group: an expander with its name, or the page itself if it has none or is filtered."""
    if group and finder.is_filtered():
        return st.container(key=finder.group_key(group))
    return st.expander(group.capitalize(), expanded=is_open) if group else st.container()


def checked(spec: type[S], values: dict[str, Any], missing: str = "") -> S | None:
    """The Spec of these values. None, with a sentence on the page, if they are not valid."""
    empty = [knob.title for knob in knobs(spec) if knob.required and values.get(knob.name) in (None, "", (), [])]
    if empty:
        st.info(missing or f"Still needed: {', '.join(empty)}.", icon=":material/edit:")
        return None
    try:
        return read(spec, values)
    except (ValueError, FileNotFoundError) as mistake:
        st.error(plain(mistake))
        return None


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
