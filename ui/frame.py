"""The frame of every page: title, links to all pages, and the running jobs."""

import streamlit as st

from engine.core.jobs import record
from ui.pages import PAGE_OF_VERB, PAGES, SECTIONS
from ui.text import plain
from ui.url import arrive

STATE_ICONS = {
    "waiting": ":material/hourglass_empty:",
    "running": ":material/autorenew:",
    "done": ":material/check_circle:",
    "failed": ":material/error:",
    "stopped": ":material/pause_circle:",
    "lost": ":material/warning:",
}
FAVICON = "🔡"  # a material icon here would be fetched from the network


def frame(title: str, live: bool = True) -> None:
    """Draws the heading of a page, and the sidebar with all pages and the running jobs.

    `live` renews the list of jobs every two seconds, which would disturb an uploader.
    """
    page = PAGES[title]
    st.set_page_config(page_title=f"{title} · Glyphlab", page_icon=FAVICON, layout="wide")
    with st.sidebar:
        st.markdown("### Glyphlab")
        for section in SECTIONS:
            with st.container(gap="xsmall"):
                contents(section)
        jobs_run = bool(record.active_views())
        st.fragment(job_list, run_every=2.0 if live and jobs_run else None)()
    st.title(f"{page.icon} {title}")
    st.caption(page.sentence)
    arrive(title)


def contents(section: str) -> None:
    """Links to the pages of a section, under its name."""
    if section:
        st.caption(section)
    for page in PAGES.values():
        if page.section == section:
            st.page_link(page.path, label=page.title, icon=page.icon)


def job_list() -> None:
    """A link to the page of each waiting or running job."""
    active = [job for job in record.active_views() if not job.within]
    if active:
        st.caption("Running jobs")
    for job in active:
        status = f"{job.share:.0%}" if job.state == "running" else "waiting"
        link(page_of(job), f"{plain(job.title)} · {status}", icon=STATE_ICONS[job.state], job=job.id)


def page_of(job: record.View) -> str:
    """The title of the page that shows a job."""
    return PAGE_OF_VERB.get(job.verb, "Home")


def link(title: str, label: str | None = None, icon: str | None = "", **query: str) -> None:
    """A link to a page of the dashboard, with a query string. `label` is Markdown."""
    page = PAGES[title]
    st.page_link(page.path, label=label or title, icon=page.icon if icon == "" else icon, query_params=query or None)


def empty(sentence: str, *titles: str) -> None:
    """Says that there is nothing to show yet, and links to the pages where that can change."""
    st.info(sentence, icon=":material/lightbulb:")
    with st.container(horizontal=True):
        for title in titles:
            link(title)
