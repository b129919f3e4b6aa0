"""What a person knows about the texts before they are read, and demands of them: inputs in the address of the page."""

import streamlit as st

from engine.classify.spec import ClassifySpec
from engine.core.models.decoding.constraint import Constraint, in_words
from engine.spec import knobs, read
from ui.text import plain
from ui.url import drop_unusable_numbers

FIELDS = ("symbols", "length", "pattern")
ACCEPT = "accept"  # the key of the largest share of mistakes, in percent


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


def constraint_of(values: dict[str, str], own: Constraint) -> Constraint:
    """The constraint of the inputs, or else the model's own, said on the page.

    Raises ValueError, with a sentence, if the inputs cannot be read.
    """
    constraint = read(ClassifySpec, {"model": "m", **values}).constraint
    if constraint or own:
        whose = "" if constraint else " The model keeps this in its card."
        known = plain(in_words(constraint or own))
        st.caption(f"Only texts with {known} are considered. Confidence is that among them.{whose}")
    return constraint or own


def promised_rate() -> float:
    """The largest share of mistakes among accepted texts, 0..0.5; 0 while nothing is demanded."""
    drop_unusable_numbers([ACCEPT])
    percent = st.number_input(
        "Accept at most this many errors (%)",
        min_value=0.0,
        max_value=50.0,
        value=0.0,
        step=0.5,
        key=ACCEPT,
        bind="query-params",
        width=260,
        help="Texts from a tested confidence on are accepted; of others the model is *not sure*. 0 promises nothing.",
    )
    return round(percent / 100, 6)
