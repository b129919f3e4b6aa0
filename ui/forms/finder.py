"""What makes a long form findable: a search, only the fields that were changed, and a reset of each of them."""

import re
from collections.abc import Collection, Mapping
from typing import Any

import streamlit as st

from engine.spec import Knob, Span
from ui.forms.widgets import entries
from ui.text import plain

FEW = 20  # fields that need no search
SEARCH, CHANGED, RESET = "find_field", "only_changed_fields", "reset_field_"  # keys of widgets
WRAPPER = "[data-testid=stLayoutWrapper]"  # what Streamlit puts around each container


def is_filtered() -> bool:
    """Whether the form shows only some of its fields, by a search or because they were changed."""
    return bool(st.session_state.get(SEARCH) or st.session_state.get(CHANGED))


def search(count: int) -> None:
    """The search over a form of `count` fields, and the switch that shows only those that were changed."""
    with st.container(horizontal=True, vertical_alignment="center", key="finder"):
        st.text_input(
            f"Find one of {count} settings",
            key=SEARCH,
            placeholder=f"Find one of {count} settings",
            icon=":material/search:",
            label_visibility="collapsed",
            live=True,
            width=260,
        )
        st.toggle("Only what I changed", key=CHANGED)


def filter_fields(shown: list[Knob], values: Mapping[str, Any], starts: Mapping[str, Any]) -> None:
    """Hides the fields that the search does not find, and lists the changed ones, each with a button that resets it.

    starts: the value with which each field began. Hidden fields keep their values.
    """
    changed = [knob for knob in shown if differs(values[knob.name], starts[knob.name])]
    with st.container(horizontal=True, gap="xsmall", key="changed_fields"):
        for knob in changed:
            st.button(
                knob.title,
                key=f"{RESET}{knob.name}",
                icon=":material/undo:",
                help=f"Set back to {plain(written(starts[knob.name]))}",
                on_click=reset,
                args=(knob.name, starts[knob.name]),
            )
    if not is_filtered():
        return
    words = st.session_state.get(SEARCH, "").casefold().split()
    among = changed if st.session_state.get(CHANGED) else shown
    visible = {knob.name for knob in among if all(word in searched(knob) for word in words)}
    if not visible:
        st.info("No setting was changed." if not words else "No setting has these words.", icon=":material/search_off:")
    hide([knob for knob in shown if knob.name not in visible], {knob.group for knob in shown if knob.name in visible})


def hide(knobs: list[Knob], groups: Collection[str]) -> None:
    """Hides fields, and all groups but these. Their widgets stay on the page, so that they keep their values."""
    within = "> .stHorizontalBlock > .stColumn > .stVerticalBlock >"
    places = [f".st-key-{knob.name}" for knob in knobs]
    places += [f"{WRAPPER}:has({within} .st-key-{knob.name}_from)" for knob in knobs if "range" in knob.kind]
    others = {knob.group for knob in knobs if knob.group} - {*groups}
    places += [f"{WRAPPER}:has(> .st-key-{group_key(group)})" for group in sorted(others)]
    if places:
        st.html(f"<style>{', '.join(places)} {{display: none}}</style>")


def group_key(group: str) -> str:
    """The key of the container of a group of fields while a form is filtered."""
    return "fields_" + re.sub(r"\W+", "_", group)


def searched(knob: Knob) -> str:
    """Where a search looks for words: the title, name, group, choices and sentence of a field."""
    choices = (*knob.choices, *knob.choice_labels.values())
    return " ".join((knob.title, knob.name, knob.option, knob.group, *choices, knob.sentence)).casefold()


def differs(value: Any, start: Any) -> bool:
    """Whether a field no longer has the value with which it began."""
    return plain_value(value) != plain_value(start)


def plain_value(value: Any) -> Any:
    """A value without the differences between a widget and a Spec: ranges and lists as tuples, nothing as None."""
    return (tuple(value) or None) if isinstance(value, list | tuple) else None if value == "" else value


def written(value: Any) -> str:
    """A value in a sentence."""
    if isinstance(value, list | tuple) and not isinstance(value, Span):
        return ", ".join(map(str, value)) or "none"
    return "none" if value in (None, "") else "yes" if value is True else "no" if value is False else str(value)


def reset(name: str, start: Any) -> None:
    """Sets a field back to the value with which it began."""
    for key, entry in entries(name, start).items():
        if key in st.session_state:
            st.session_state[key] = list(entry) if isinstance(st.session_state[key], list) else entry
