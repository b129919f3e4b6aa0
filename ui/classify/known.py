"""What a person knows about the texts before they are read: inputs that stand in the address of the page."""

import streamlit as st

from engine.classify.spec import ClassifySpec
from engine.core.models.decoding.constraint import Constraint, in_words
from engine.spec import knobs, read
from ui.text import plain

FIELDS = ("symbols", "length", "pattern")


def known() -> dict[str, str]:
    """The inputs, in a fold that opens when one is filled; returns what is filled, by field."""
    about = {knob.name: knob for knob in knobs(ClassifySpec)}
    filled = any(st.session_state.get(key(name)) or st.query_params.get(key(name)) for name in FIELDS)
    fold = st.expander("What you know about the texts", expanded=filled, icon=":material/rule:")
    with fold, st.container(horizontal=True):
        for name in FIELDS:
            st.text_input(about[name].label, key=key(name), bind="query-params", help=about[name].sentence)
    return {name: st.session_state[key(name)] for name in FIELDS if st.session_state[key(name)]}


def key(name: str) -> str:
    """The key of an input, apart from those of the forms of Collect and Generate, whose fields have the same names."""
    return f"known_{name}"


def constraint_of(values: dict[str, str]) -> Constraint:
    """The constraint of the inputs, said on the page. Raises ValueError, with a sentence, if they cannot be read."""
    constraint = read(ClassifySpec, {"model": "m", **values}).constraint
    if constraint:
        st.caption(f"Only texts with {plain(in_words(constraint))} are considered. Confidence is that among them.")
    return constraint
