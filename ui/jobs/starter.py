"""The button that starts a job, with the same command."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import streamlit as st

from engine.classify.spec import ClassifySpec
from engine.core.jobs import control, record
from engine.core.specs.command import command
from engine.spec import Spec
from ui.jobs.panel import job_panel, linked_job
from ui.pages import emphasis
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

    `other` gets a second button, with its explanation below. The button is filled until the work of the page is done.
    """
    key, off = f"start_{verb}", disabled or not spec
    with st.container(horizontal=True, vertical_alignment="center"):
        look: Literal["primary", "secondary"] = "secondary" if off or is_done(verb) else emphasis(key)
        clicked = spec if st.button(label, type=look, disabled=off, key=key) else None
        if other and st.button(other.label, disabled=disabled or not other.spec, key=f"start_{verb}_otherwise"):
            clicked = other.spec
        if note:
            st.caption(note)
    if other:
        st.caption(other.about)
    specs = [way for way in (spec, other and other.spec) if way]
    if specs:
        on_command_line([command(verb, way) for way in specs])
    if clicked:
        start(verb, clicked)


def on_command_line(commands: Sequence[str]) -> None:
    """What a page does as commands, behind a click: what shows code takes a browser longer than the rest of a page."""
    more = st.expander("The same on the command line", key="command_line", on_change="rerun")
    if more.open:
        more.code("\n".join(commands), language="bash", wrap_lines=True)


def is_done(verb: str) -> bool:
    """Whether the page shows a job of this verb that is done, so that another page comes next."""
    job = linked_job(verb)
    return job is not None and job.state == "done"


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


def read_now(spec: ClassifySpec, label: str = "Read these images now") -> None:
    """Offers to read images with a model, and shows the job that reads them until it is done."""
    run_now("classify", spec, label)


def run_now(verb: str, spec: Spec, label: str) -> None:
    """Offers to run a stage whose result the page shows, and shows its job until that is done."""
    values = spec.model_dump(mode="json")
    same = [job for job in record.views() if job.verb == verb and job.spec == values]
    unfinished = [job for job in same if job.state != "done"][:1]
    for job in unfinished:
        job_panel(job.id)
    if not any(job.active for job in unfinished):
        starter(verb, spec, label)
