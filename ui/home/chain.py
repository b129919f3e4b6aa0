"""A chain of jobs, shown as a row of steps, and the list of all jobs."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from engine.core.jobs import control, record
from engine.core.storage.files import DamagedFileError
from ui.jobs.panel import EVERY, words
from ui.pages import PAGES, STATE_ICONS, link, page_of
from ui.text import duration, plain

MOST_JOBS = 8
OPENED = "job chosen among the older ones"
SOON, LATER = 2.0, 10.0  # seconds between two looks while jobs run, and otherwise


def chain(first: str) -> None:
    """The steps of a chain side by side, updated every second until all have ended."""
    states = [job.state for job in control.chain_of(first)]
    st.fragment(steps, run_every=EVERY if set(states) & set(record.ACTIVE) else None)(first, states)


def steps(first: str, states: Sequence[str]) -> None:
    """One update of a chain. Runs the whole page again if a step began or ended, or the chain was removed."""
    try:
        jobs = control.chain_of(first)
    except (FileNotFoundError, DamagedFileError):
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
        st.caption(f"done in {duration(job.seconds)}")
    else:
        st.caption(plain(job.message) or job.state)


def jobs() -> None:
    """The newest jobs, looked at again and again, and the older ones behind a click."""
    if opened := st.session_state.pop(OPENED, None):
        job = record.view(opened)
        st.switch_page(PAGES[page_of(job)].path, query_params={"job": job.id})
    st.fragment(recent, run_every=SOON if record.active_views() else LATER)()


def recent() -> None:
    """The newest jobs, each with a link to its page."""
    every = record.views()
    if not every:
        st.caption("No jobs yet. Jobs that you start appear here and keep running when you close this page.")
    for job in every[:MOST_JOBS]:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            link(page_of(job), plain(job.title), icon=STATE_ICONS[job.state], job=job.id)
            st.caption(state_words(job))
    if len(every) > MOST_JOBS:
        older = st.expander(f"{len(every) - MOST_JOBS} older jobs", key="older_jobs", on_change="rerun")
        if older.open:
            with older:
                table(every[MOST_JOBS:])
    damaged(record.damaged_jobs())


def damaged(reasons: dict[str, str]) -> None:
    """The jobs that cannot be read, each with what is wrong and a button that removes it from the list."""
    for job_id, reason in reasons.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(plain(reason), width="stretch")
            with st.popover("Remove from list"):
                st.write("Remove this job and its log? Datasets and models that it made are kept.")
                st.button("Remove", key=f"forget_{job_id}", type="primary", on_click=control.forget, args=(job_id,))


def table(older: list[record.View]) -> None:
    """Older jobs as a table. A click on a row opens the job's page."""
    rows = [(job.title, job.state, pd.Timestamp(job.created, unit="s"), duration(job.seconds)) for job in older]
    event = st.dataframe(
        pd.DataFrame(rows, columns=["Job", "State", "Created", "Took"]),
        hide_index=True,
        key="older_jobs_table",
        on_select="rerun",
        selection_mode="single-row",
        alt="Older jobs",
    )
    if event.selection.rows:
        # The page as a whole leads on, because what a part of it still sends would meet another page.
        st.session_state[OPENED] = older[event.selection.rows[0]].id
        st.rerun()


def state_words(job: record.View) -> str:
    """The state of a job in a few words."""
    if job.state == "running":
        return " · ".join(words(job, job.progress)) if job.progress else "starting"
    return f"{job.state} in {duration(job.seconds)}" if job.state == "done" else job.state
