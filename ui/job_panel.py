"""Starting a job, watching it, stopping it and taking it up again; all that is shown comes from the job's files."""

from collections.abc import Callable

import streamlit as st

from engine.core.jobs import control, record
from ui.frame import STATE_ICONS, link, page_of
from ui.text import duration, plain
from ui.url import ask, asked

EVERY = 1.0  # seconds between two looks; a shorter time gives the browser no peace
PATIENCE = 10.0  # seconds after which a job that was asked to stop may be killed


def current_job(verb: str) -> record.View | None:
    """The job that a page shows: the one in the URL, or else the newest of that verb that waits or runs by itself."""
    wanted = asked("job")
    if wanted is not None:
        return job_in_link(wanted, verb)
    for each in record.views():
        if each.active and each.verb == verb and not each.within:
            ask("job", each.id)
            return each
    return None


def job_in_link(job_id: str, verb: str) -> record.View | None:
    """The job of that id; a sentence on the page, and None, when there is none or it belongs to another page."""
    try:
        found = record.view(job_id)
    except (FileNotFoundError, ValueError) as missing:
        st.warning(f"{plain(missing)} It may have been forgotten.", icon=":material/link_off:")
        return None
    if found.verb != verb:
        st.warning(f"The link names a job of another page: {plain(found.title)}.", icon=":material/link_off:")
        link(page_of(found), job=found.id)
        return None
    return found


def job_panel(job_id: str, details: Callable[[record.View], None] | None = None) -> None:
    """State, progress, time left, figures, log and controls of a job, renewed every second while it is active.

    `details` draws what the page adds to it, such as learning curves, and is renewed with it.
    """
    active = record.view(job_id).active
    with st.container(border=True, key="job_panel"):
        st.fragment(panel, run_every=EVERY if active else None)(job_id, active, details)
    if st.session_state.pop("just_started", None) == job_id:
        bring_into_view()


def bring_into_view() -> None:
    """Scrolls to the job panel: the button that started the job may be at the end of a long form."""
    script = "document.querySelector('.st-key-job_panel').scrollIntoView({behavior: 'smooth', block: 'center'})"
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)  # a constant: nothing that anybody typed


def panel(job_id: str, was_active: bool, details: Callable[[record.View], None] | None) -> None:
    """One look at the job; the whole page is run once more when it has ended or begun again, or was forgotten."""
    try:
        job = record.view(job_id)
    except FileNotFoundError:
        st.rerun()
    if was_active != job.active:
        st.rerun()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{STATE_ICONS[job.state]} {plain(job.title)}** · {job.state}{lasted(job)}")
        controls(job)
    progress(job)
    if details:
        details(job)
    with st.expander("Log", expanded=job.state == "failed"):
        st.code(record.log_tail(job_id) or "nothing yet", language=None, wrap_lines=True)


def lasted(job: record.View) -> str:
    """How long an ended job took, as an addition to a line."""
    return f" · {duration(job.ended - job.started)}" if job.started and job.ended else ""


def progress(job: record.View) -> None:
    """How far the job is and when it will be there, its figures, and what it says."""
    if job.active and job.progress is None:
        st.progress(
            0.0, text="waiting for the step before, or for a free place" if job.state == "waiting" else "starting"
        )
    elif job.state != "done" and job.progress is not None:
        st.progress(job.share, text=" · ".join(words(job)))
    if job.active and job.progress and job.progress.figures:
        with st.container(horizontal=True):
            for name, value in job.progress.figures.items():
                st.metric(name.replace("_", " "), figure(name, value), width="content")
    if job.message:
        (st.error if job.state == "failed" else st.warning)(plain(job.message))


def figure(name: str, value: float) -> str:
    """A live figure as text: shares in percent, others with four digits."""
    return f"{value:.1%}" if name.endswith(("accuracy", "match")) else f"{value:,.4g}"


def words(job: record.View) -> list[str]:
    """Progress in words: done of total, pace, time left."""
    now = job.progress
    said = [
        f"{now.done:,.4g} of {now.total:,.6g} {now.unit}"
        if now.done % 1
        else f"{now.done:,.0f} of {now.total:,.0f} {now.unit}"
    ]
    if job.seconds_left:
        pace = (now.total - now.done) / job.seconds_left
        said += [f"{pace:,.3g} {now.unit} a second" if pace >= 1 else f"{60 * pace:,.2g} {now.unit} a minute"]
        said += [f"{duration(job.seconds_left)} left"]
    return said


def controls(job: record.View) -> None:
    """The buttons that the job's state allows."""
    with st.container(horizontal=True, width="content"):
        if job.active:
            stop_controls(job)
            return
        if job.state != "done":
            st.button("Resume", key="resume", icon=":material/play_arrow:", on_click=control.resume, args=(job.id,))
        with st.popover("Forget"):
            lost = "What it made stays." if job.state == "done" else "What it had half finished is deleted."
            st.write(f"Forget this job and its log? {lost}")
            st.button("Yes, forget it", key="forget", type="primary", on_click=forget, args=(job.id,))


def stop_controls(job: record.View) -> None:
    """Stop; and once that was asked for without effect for a while, Kill."""
    waited = control.seconds_since_stop(job.id)
    if waited is None:
        st.button(
            "Stop",
            key="stop",
            icon=":material/stop:",
            on_click=control.stop,
            args=(job.id,),
            help="It saves what it has; resume it later.",
        )
    elif waited < PATIENCE:
        st.button("Stopping…", key="stopping", disabled=True)
    else:
        st.button(
            "Kill",
            key="kill",
            icon=":material/dangerous:",
            on_click=control.kill,
            args=(job.id,),
            help="Ends it at once, with what it last saved.",
        )


def forget(job_id: str) -> None:
    """Forgets a job and takes it out of the URL."""
    control.forget(job_id)
    st.query_params.pop("job", None)
