"""Jobs on every page: those that run in the sidebar, their share in the tab's title, and a notice when one ends."""

from contextlib import suppress

import streamlit as st

from engine.core.jobs import record
from engine.core.storage.files import DamagedFileError, as_json
from ui.pages import STATE_ICONS, link, page_of
from ui.text import plain

EVERY = 2.0  # seconds between two looks at the jobs
WATCHED = "jobs that ran at the last look"
NOTIFIED = "notices shown so far"  # makes each notice's script differ, because a browser runs the same one only once
ENDINGS = {"done": "is done", "failed": "failed", "stopped": "was stopped", "lost": "ended without a word"}
# Only when asked: a page that asks for permission at once is refused by browsers and by people.
ASK = "Notification.requestPermission().then(answer => { document.documentElement.dataset.notices = answer; });"
# The page's style hides the question where the browser has an answer.
TELL = "document.documentElement.dataset.notices = 'Notification' in window ? Notification.permission : 'denied';"
STYLE = "html:not([data-notices=default]) .st-key-notify {display: none}"
NOTIFY = "if ('Notification' in window && Notification.permission === 'granted' && document.hidden) new Notification("


def presence(title: str) -> None:
    """The running jobs, looked at again every few seconds, apart from the page, so that nothing on it is disturbed."""
    st.fragment(watch, run_every=EVERY)(title)


def watch(title: str) -> None:
    """One look at the jobs: lists them, puts the share of the newest into the tab's title, reports those that ended."""
    active = [job for job in record.active_views() if not job.within]
    st.set_page_config(page_title=tab_title(title, active))
    job_list(active)
    before = st.session_state.get(WATCHED, ())
    running = [job.id for job in active]
    st.session_state[WATCHED] = running
    for job_id in before:
        if job_id not in running:
            with suppress(FileNotFoundError, DamagedFileError):  # removed from the list, or listed on Home
                report(record.view(job_id))
    if active:
        ask_for_notices()


def tab_title(title: str, active: list[record.View]) -> str:
    """The title of the browser's tab, beginning with the share of the job that runs."""
    running = [job for job in active if job.state == "running"]
    return f"{running[0].share:.0%} · {title} · Glyphlab" if running else f"{title} · Glyphlab"


def job_list(active: list[record.View]) -> None:
    """A link to the page of each waiting or running job."""
    if active:
        st.caption("Running jobs")
    for job in active:
        status = f"{job.share:.0%}" if job.state == "running" else "waiting"
        link(page_of(job), f"{plain(job.title)} · {status}", icon=STATE_ICONS[job.state], job=job.id)


def report(job: record.View) -> None:
    """Says that a job ended, on the page and, where that is allowed and another window is in front, by the system."""
    ending = ENDINGS.get(job.state, job.state)
    st.toast(f"{plain(job.title)} {ending}.", icon=STATE_ICONS[job.state], duration="long")
    st.session_state[NOTIFIED] = st.session_state.get(NOTIFIED, 0) + 1
    run_script(f"{NOTIFY}'Glyphlab', {{body: {quoted(f'{job.title} {ending}.')}}}); /* {st.session_state[NOTIFIED]} */")


def ask_for_notices() -> None:
    """A button that asks the browser for permission to show notices; it is gone once the browser has an answer."""
    asked = st.button("Notify me when they end", key="notify", icon=":material/notifications:", type="tertiary")
    run_script(ASK if asked else TELL)


def quoted(text: str) -> str:
    """A text as a JavaScript literal that cannot end the script in which it is."""
    return as_json(text).replace("<", "\\u003c").replace("\u2028", " ").replace("\u2029", " ")


def run_script(script: str) -> None:
    """Runs a script in the browser. All text in it that comes from outside is `quoted`."""
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
