"""A form made from a Spec: every declared parameter becomes a widget, so a page never names one unless it must."""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeVar

import streamlit as st

from engine.spec import Knob, Spec, knobs, read
from ui.forms import finder
from ui.forms.widgets import entries, slides, starts, widget
from ui.text import plain
from ui.url import drop_unusable_numbers, may_read

S = TypeVar("S", bound=Spec)


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
    options, given = options or {}, dict(given or {})
    shown = [knob for knob in knobs(spec) if knob.name not in given]
    rename_in_link(shown)
    drop_unusable_numbers(numeric(shown))
    forget_other_forms(spec, [knob.name for knob in shown])
    first = {knob.name: (presets or {}).get(knob.name, knob.default) for knob in shown}
    above = st.container()
    if long := len(shown) > finder.FEW:
        finder.search(len(shown))
        tools = st.container()
    values = fields(spec, shown, first, options, opened)
    if long:
        with tools:
            finder.filter_fields(shown, values, first)
    existing = {name for names in options.values() for name in names}
    with above:  # in sight, however long the form is
        allowed = may_read(sorted(files_in(shown, values) - existing))
    return checked(spec, {**values, **given}, missing) if allowed else None


def fields(
    spec: type[Spec],
    shown: list[Knob],
    first: Mapping[str, Any],
    options: Mapping[str, Sequence[str]],
    opened: Collection[str],
) -> dict[str, Any]:
    """The widgets of a form, group by group, and their values. first: the value with which each field begins."""
    typed = {knob.name for knob in shown if knob.exact or not slides(knob, starts(spec, knob))}
    values = {}
    for index, (group, members) in enumerate(grouped(shown)):
        with section(group, index == 0 or group in opened):
            for knob in members:
                start = first[knob.name]
                for key, value in entries(knob.name, start).items():
                    follow(key, value)
                values[knob.name] = widget(knob, start, options.get(knob.name), knob.name in typed)
    return values


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
        for key, entry in entries(name, value).items():
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
