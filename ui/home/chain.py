"""Jobs that follow each other, shown as one line of steps; and the list of all jobs."""

import streamlit as st

from engine.core.jobs import control, record
from ui.frame import STATE_ICONS, link, page_of
from ui.job_panel import EVERY, words
from ui.text import duration, plain

MOST_JOBS = 8


def chain_of(job_id: str) -> list[record.View]:
    """A job and those that come after it, in their order."""
    return [record.view(job_id), *control.followers(job_id)]


def newest_chain() -> str | None:
    """The id of the first job of the newest chain of more than one; None when there is none."""
    known = record.views()
    followed = {each.after for each in known if each.after}
    return next((each.id for each in known if each.id in followed and each.after is None), None)


def chain(first: str) -> None:
    """The steps of a chain beside each other, renewed every second until all ended."""
    states = [each.state for each in chain_of(first)]
    st.fragment(steps, run_every=EVERY if set(states) & set(record.ACTIVE) else None)(first, states)


def steps(first: str, states: list[str]) -> None:
    """One look at a chain; the whole page is run once more when a step began or ended, or the chain was forgotten."""
    try:
        found = chain_of(first)
    except FileNotFoundError:
        st.rerun()
    if [each.state for each in found] != states:
        st.rerun()
    st.caption(f"The steps of {plain(found[0].makes[1] if found[0].makes else found[0].id)}")
    for number, (column, each) in enumerate(zip(st.columns(len(found)), found, strict=True), 1):
        with column.container(border=True, height="stretch", key=f"step_{each.verb}"):
            step(number, each)
    with st.container(key="chain_controls"):
        chain_controls(found)


def chain_controls(found: list[record.View]) -> None:
    """Stop for the step at work, which those after it follow; Resume for the first that did not end well."""
    current = next((each for each in found if each.active), None)
    broken = next((each for each in found if each.state in ("failed", "stopped", "lost")), None)
    if broken:
        st.button(
            "Resume", key="resume_chain", icon=":material/play_arrow:", on_click=control.resume, args=(broken.id,)
        )
    elif current:
        st.button("Stop", key="stop_chain", icon=":material/stop:", on_click=control.stop, args=(current.id,))


def step(number: int, job: record.View) -> None:
    """One step of a chain: its state, how far it is, and what it says."""
    link(page_of(job), f"{number} · {job.verb}", icon=STATE_ICONS[job.state], job=job.id)
    if job.state == "running" and job.progress:
        st.progress(job.share)
        st.caption(" · ".join(words(job)))
    elif job.state == "done":
        st.caption(f"done in {duration(job.ended - job.started)}")
    else:
        st.caption(plain(job.message) or job.state)


def recent() -> None:
    """The newest jobs, each with a link to its page."""
    known = record.views()
    for each in known[:MOST_JOBS]:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            link(page_of(each), plain(each.title), icon=STATE_ICONS[each.state], job=each.id)
            st.caption(state_words(each))
    if len(known) > MOST_JOBS:
        with st.expander(f"{len(known) - MOST_JOBS} older jobs"):
            for each in known[MOST_JOBS:]:
                link(page_of(each), f"{plain(each.title)} · {each.state}", icon=STATE_ICONS[each.state], job=each.id)


def state_words(job: record.View) -> str:
    """The state of a job in a few words."""
    if job.state == "running":
        return " · ".join(words(job)) if job.progress else "starting"
    return f"{job.state} in {duration(job.ended - job.started)}" if job.state == "done" else job.state
