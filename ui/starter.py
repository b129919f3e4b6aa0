"""The button that starts a job, with the same command."""

from typing import NamedTuple

import streamlit as st

from engine.core.jobs import control
from engine.core.specs.command import command
from engine.spec import Spec
from ui.text import plain
from ui.url import ask


class Other(NamedTuple):
    """A second way to run a stage: the label of its button, its spec (None: disabled), and an explanation."""

    label: str
    spec: Spec | None
    about: str


def starter(
    verb: str, spec: Spec | None, label: str, note: str = "", disabled: bool = False, other: Other | None = None
) -> None:
    """A button that starts a stage as a job, a note beside it (Markdown), and the same command.

    `other` gets a second button, with its explanation below.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        clicked = spec if st.button(label, type="primary", disabled=disabled or not spec, key=f"start_{verb}") else None
        if other and st.button(other.label, disabled=disabled or not other.spec, key=f"start_{verb}_otherwise"):
            clicked = other.spec
        if note:
            st.caption(note)
    if other:
        st.caption(other.about)
    specs = [way for way in (spec, other and other.spec) if way]
    if specs:
        with st.expander("The same on the command line"):
            st.code("\n".join(command(verb, way) for way in specs), language="bash", wrap_lines=True)
    if clicked:
        start(verb, clicked)


def start(verb: str, spec: Spec) -> None:
    """Starts a job and shows it, or a sentence on why it cannot start."""
    try:
        job_id = control.start(verb, spec)
    except (ValueError, FileExistsError, FileNotFoundError) as refusal:
        st.error(plain(refusal))
    else:
        ask("job", job_id)
        st.session_state["just_started"] = job_id
        st.rerun()
