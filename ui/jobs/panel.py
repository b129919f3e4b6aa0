"""Watching, stopping and resuming a job. All that is shown comes from the job's files."""

from collections.abc import Callable

import streamlit as st

from engine.core.jobs import control, record
from engine.core.jobs.progress import phrases
from engine.core.storage.files import DamagedFileError
from ui.choices import carry
from ui.pages import STATE_ICONS, link, page_of
from ui.text import duration, plain
from ui.url import ask, asked

EVERY = 1.0  # seconds between two updates; with a shorter time the browser never comes to rest
PATIENCE = 10.0  # seconds after which a job that was asked to stop may be killed
# Once the page is drawn completely: a scroll that begins before is stopped by what appears above and below.
SCROLL = """{ const drawn = setInterval(() => {
    if (document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning') {
        clearInterval(drawn);
        document.querySelector('.st-key-job_panel')?.scrollIntoView({block: 'center'});
    }
}, 100) }"""


def current_job(verb: str) -> record.View | None:
    """The job that a page shows: the one in the URL, or else the newest waiting or running one that has no parent."""
    wanted = asked("job")
    if wanted is not None:
        return job_in_link(wanted, verb)
    job = newest_active(verb)
    if job:
        ask("job", job.id)
    return job


def newest_active(verb: str) -> record.View | None:
    """The newest waiting or running job of a verb that has no parent."""
    return next((job for job in record.active_views() if job.verb == verb and not job.within), None)


def linked_job(verb: str) -> record.View | None:
    """The job in the URL if it is of this verb, without a sentence where it is not."""
    try:
        job = record.view(asked("job") or "")
    except (FileNotFoundError, ValueError):
        return None
    return job if job.verb == verb else None


def job_in_link(job_id: str, verb: str) -> record.View | None:
    """The job of that id. None, with a sentence on the page, if there is none or it belongs to another page."""
    try:
        job = record.view(job_id)
    except DamagedFileError as damage:
        st.warning(plain(damage), icon=":material/healing:")
        return None
    except FileNotFoundError as missing:
        st.warning(f"{plain(missing)} It may have been removed from the list.", icon=":material/link_off:")
        return None
    if job.verb != verb:
        st.warning(f"The job in the link belongs to another page: {plain(job.title)}.", icon=":material/link_off:")
        link(page_of(job), job=job.id)
        return None
    return job


def job_panel(job_id: str, details: Callable[[record.View], None] | None = None) -> None:
    """State, progress, time left, figures, log and controls of a job, updated every second while it is active.

    `details` draws what the page adds, such as learning curves, and is updated with the panel.
    """
    job = record.view(job_id)
    if job.state == "done" and job.makes and job.makes[0] in ("dataset", "model"):
        carry(*job.makes)
    active = job.active
    with st.container(border=True, key="job_panel"):
        st.fragment(panel, run_every=EVERY if active else None)(job_id, active, details)
    if st.session_state.get("just_started") == job_id:
        bring_into_view()


def bring_into_view() -> None:
    """Scrolls to the job panel: the button that started the job may be at the end of a long form."""
    st.html(f"<script>{SCROLL}</script>", unsafe_allow_javascript=True)  # a constant, without any text from outside


def panel(job_id: str, was_active: bool, details: Callable[[record.View], None] | None) -> None:
    """One update of the panel. Runs the whole page again if the job has ended, was resumed, or was removed."""
    try:
        job = record.view(job_id)
    except (FileNotFoundError, DamagedFileError):
        st.rerun()
    if was_active != job.active:
        st.rerun()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{STATE_ICONS[job.state]} {plain(job.title)}** · {job.state}{lasted(job)}")
        controls(job)
    progress(job)
    if details:
        details(job)
    log = st.expander("Log", expanded=job.state == "failed", key="job_log", on_change="rerun")
    if log.open:
        log.code(record.log_tail(job_id) or "No output yet.", language=None, wrap_lines=True)


def lasted(job: record.View) -> str:
    """How long an ended job took, over all its runs, as an addition to a line."""
    return f" · {duration(job.seconds)}" if job.started and job.ended else ""


def progress(job: record.View) -> None:
    """Progress, time left, figures and message of a job."""
    if job.active and job.progress is None:
        st.progress(0.0, text="waiting for the previous step or a free slot" if job.state == "waiting" else "starting")
    elif job.state != "done" and job.progress is not None:
        st.progress(job.share, text=" · ".join(words(job, job.progress)))
    if job.active and job.progress and job.progress.figures:
        with st.container(horizontal=True):
            for name, value in job.progress.figures.items():
                st.metric(name.replace("_", " "), figure(name, value), width="content")
    if job.message:
        (st.error if job.state == "failed" else st.warning)(plain(job.message))


def figure(name: str, value: float) -> str:
    """A live figure as text: shares in percent, other numbers with four digits."""
    return f"{value:.1%}" if name.endswith(("accuracy", "match")) else f"{value:,.4g}"


def words(job: record.View, now: record.Progress) -> list[str]:
    """Progress in words: done of total, pace, time left."""
    return phrases(now, job.seconds_left)


def controls(job: record.View) -> None:
    """The buttons that a job's state allows."""
    with st.container(horizontal=True, width="content"):
        if job.active:
            stop_controls(job)
            return
        if job.state != "done":
            st.button("Resume", key="job_resume", icon=":material/play_arrow:", on_click=control.resume, args=(job.id,))
        with st.popover("Remove from list"):
            effect = "Its results are kept." if job.state == "done" else "Its unfinished files are deleted."
            st.write(f"Remove this job and its log? {effect}")
            st.button("Remove", key="job_forget", type="primary", on_click=forget, args=(job.id,))


def stop_controls(job: record.View) -> None:
    """Stop. If that has no effect for a while: Kill, or a sentence on where the job can be killed."""
    waited, refusal = control.seconds_since_stop(job.id), control.out_of_reach(job)
    if waited is None:
        st.button(
            "Stop",
            key="job_stop",
            icon=":material/stop:",
            on_click=control.stop,
            args=(job.id,),
            help="Saves the progress, so that you can resume the job later.",
        )
    elif waited < PATIENCE:
        st.button("Stopping…", key="job_stopping", disabled=True)
    elif refusal:
        st.caption(plain(refusal))
    else:
        st.button(
            "Kill",
            key="job_kill",
            icon=":material/dangerous:",
            on_click=control.kill,
            args=(job.id,),
            help="Ends the job at once. Resume continues from what it last saved.",
        )


def forget(job_id: str) -> None:
    """Removes a job from the list and from the URL."""
    control.forget(job_id)
    st.query_params.pop("job", None)
