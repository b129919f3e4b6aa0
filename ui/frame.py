"""What every page has around it: title, links to all pages, the jobs that run now; and safe text."""

import streamlit as st

from engine.core.jobs import record
from ui.pages import PAGE_OF_VERB, PAGES, SECTIONS
from ui.text import plain

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
    """Opens the page of that title: its heading, and the sidebar with all pages and the jobs that run now.

    `live` renews the list of jobs every two seconds; a page with an uploader says False.
    """
    page = PAGES[title]
    st.set_page_config(page_title=f"{title} · Glyphlab", page_icon=FAVICON, layout="wide")
    with st.sidebar:
        st.markdown("### Glyphlab")
        for section in SECTIONS:
            with st.container(gap="xsmall"):
                contents(section)
        at_work = any(each.active for each in record.views())
        st.fragment(job_list, run_every=2.0 if live and at_work else None)()
    st.title(f"{page.icon} {title}")
    st.caption(page.sentence)


def contents(section: str) -> None:
    """The links to the pages of one section, under its name."""
    if section:
        st.caption(section)
    for each in PAGES.values():
        if each.section == section:
            st.page_link(each.path, label=each.title, icon=each.icon)


def job_list() -> None:
    """One line for each waiting or running job, which leads to its page."""
    active = [each for each in record.views() if each.active and not each.within]
    if active:
        st.caption("Jobs at work")
    for each in active:
        about = f"{each.share:.0%}" if each.state == "running" else "waits"
        link(page_of(each), f"{plain(each.title)} · {about}", icon=STATE_ICONS[each.state], job=each.id)


def page_of(job: record.View) -> str:
    """The title of the page that shows a job."""
    return PAGE_OF_VERB.get(job.verb, "Home")


def link(title: str, label: str | None = None, icon: str | None = "", **query: str) -> None:
    """A link to a page of the dashboard with a query string; `label` is Markdown."""
    page = PAGES[title]
    st.page_link(page.path, label=label or title, icon=page.icon if icon == "" else icon, query_params=query or None)


def empty(sentence: str, *titles: str) -> None:
    """Says that there is nothing to show yet, and links to the pages where that can be changed."""
    st.info(sentence, icon=":material/lightbulb:")
    with st.container(horizontal=True):
        for title in titles:
            link(title)
