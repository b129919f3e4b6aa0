"""A chain of jobs, shown as a row of steps, and the list of all jobs."""

from collections.abc import Sequence

import streamlit as st

from engine.core.jobs import control, record
from ui.pages import STATE_ICONS, link, page_of
from ui.job_panel import EVERY, words
from ui.text import duration, plain

MOST_JOBS = 8


def chain(first: str) -> None:
    """The steps of a chain side by side, updated every second until all have ended."""
    states = [job.state for job in control.chain_of(first)]
    st.fragment(steps, run_every=EVERY if set(states) & set(record.ACTIVE) else None)(first, states)


def steps(first: str, states: Sequence[str]) -> None:
    """One update of a chain. Runs the whole page again if a step began or ended, or the chain was removed."""
    try:
        jobs = control.chain_of(first)
    except FileNotFoundError:
        st.rerun()
    if [job.state for job in jobs] != states:
        st.rerun()
    st.caption(f"Progress of {plain(jobs[0].makes[1] if jobs[0].makes else jobs[0].id)}")
    for number, (column, job) in enumerate(zip(st.columns(len(jobs)), jobs, strict=True), 1):
        with column.container(border=True, height="stretch", key=f"step_{job.verb}"):
            step(number, job)
    with st.container(key="chain_controls"):
        chain_controls(jobs)


def chain_controls(jobs: list[record.View]) -> None:
    """Stop for the active step, which stops those after it too, or Resume for the first that did not end well."""
    current = next((job for job in jobs if job.active), None)
    broken = next((job for job in jobs if job.state in ("failed", "stopped", "lost")), None)
    if broken:
        st.button(
            "Resume", key="resume_chain", icon=":material/play_arrow:", on_click=control.resume, args=(broken.id,)
        )
    elif current:
        st.button("Stop", key="stop_chain", icon=":material/stop:", on_click=control.stop, args=(current.id,))


def step(number: int, job: record.View) -> None:
    """One step of a chain: its state, progress and message."""
    link(page_of(job), f"{number} · {job.verb.capitalize()}", icon=STATE_ICONS[job.state], job=job.id)
    if job.state == "running" and job.progress:
        st.progress(job.share)
        st.caption(" · ".join(words(job, job.progress)))
    elif job.state == "done":
        st.caption(f"done in {duration(job.ended - job.started)}")
    else:
        st.caption(plain(job.message) or job.state)


def recent() -> None:
    """The newest jobs, each with a link to its page."""
    jobs = record.views()
    for job in jobs[:MOST_JOBS]:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            link(page_of(job), plain(job.title), icon=STATE_ICONS[job.state], job=job.id)
            st.caption(state_words(job))
    if len(jobs) > MOST_JOBS:
        with st.expander(f"{len(jobs) - MOST_JOBS} older jobs"):
            for job in jobs[MOST_JOBS:]:
                link(page_of(job), f"{plain(job.title)} · {job.state}", icon=STATE_ICONS[job.state], job=job.id)


def state_words(job: record.View) -> str:
    """The state of a job in a few words."""
    if job.state == "running":
        return " · ".join(words(job, job.progress)) if job.progress else "starting"
    return f"{job.state} in {duration(job.ended - job.started)}" if job.state == "done" else job.state
