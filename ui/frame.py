"""The frame of every page: title, the road and the tools, the running jobs, and what a page works on."""

import streamlit as st
from streamlit import error_util, get_option

from engine.core.storage import refusals
from engine.core.storage.files import DamagedFileError
from engine.core.storage.logs import log_failure
from ui.jobs import presence
from ui.pages import FILLED, PAGES, ROAD, SECTIONS, link
from ui.server import refusal
from ui.text import plain
from ui.url import PAGE, arrive

FAVICON = "🔡"  # a material icon here would be fetched from the network
SUBJECT = "what the page works on"  # the place on the page and the phrases in it
ENTERED = "choices made since the page was opened"
# The header's own Stop only ends the drawing of a page; beside the Stop of a job it looks like that one. A link to what
# comes next looks like a filled button, in the colour of the light theme, on which white can be read by day and night.
STYLE = f"""<style>
[data-testid='stStatusWidget'] button {{display: none}}
[class*='st-key-primary_'] a, [class*='st-key-primary_'] a:hover {{background: {get_option("theme.light.primaryColor")};
    border-radius: 8px; min-height: 2.5rem; padding: 0.25rem 0.75rem}}
[class*='st-key-primary_'] a:hover {{filter: brightness(0.9)}}
[class*='st-key-primary_'] a * {{color: white}}
:is([data-selected=true], [data-testid=stSliderThumbValue]) p {{color: light-dark(#1f6f78, #7cc8c0)}}
:is(a, button, summary):focus-visible {{
    outline: 2px solid light-dark(#1f6f78, #7cc8c0) !important; outline-offset: 1px}}
{presence.STYLE}
</style>"""
SENTENCES = (ValueError, FileNotFoundError, FileExistsError)  # errors whose message is written for people


def frame(title: str) -> None:
    """Draws the heading of a page, and the sidebar with all pages and the running jobs."""
    error_util.show_uncaught_app_exception = show_failure
    page = PAGES[title]
    st.set_page_config(page_title=f"{title} · Glyphlab", page_icon=FAVICON, layout="wide")
    if unusable := refusals.workspace_damage():
        st.error(plain(unusable), icon=":material/error:")
        st.stop()
    with st.sidebar:
        st.markdown("### Glyphlab")
        with st.container(gap="xsmall"):
            contents(ROAD)
        with st.expander("Tools", expanded=page.section != ROAD):
            for section in SECTIONS:
                if section != ROAD:
                    st.caption(section)
                    contents(section)
        presence.presence(title)
    st.html(STYLE)
    st.title(f"{page.icon} {title}")
    st.caption(page.sentence)
    st.session_state[SUBJECT], st.session_state[FILLED] = (st.empty(), []), None
    if st.session_state.get(PAGE) != title:
        st.session_state[ENTERED] = set()
    arrive(title)
    if refused := refusal():
        st.warning(refused)


def contents(section: str) -> None:
    """Links to the pages of a section."""
    for page in PAGES.values():
        if page.section == section:
            st.page_link(page.path, label=page.title, icon=page.icon)


def works_on(phrase: str) -> None:
    """Says below the heading what the page works on; a second phrase is added to the same line. Takes Markdown."""
    place, phrases = st.session_state.get(SUBJECT, (None, []))
    if place is not None:
        phrases.append(phrase)
        place.markdown(" · ".join(phrases))


def show_failure(ex: BaseException) -> None:
    """Shows a sentence, with a button that loads the page again, in place of an error that a page did not expect.

    Stands in for Streamlit's own display of uncaught errors, which every page, callback and fragment ends in.
    """
    if isinstance(ex, DamagedFileError):  # known, and it says what to do
        st.error(plain(ex), icon=":material/healing:")
        return
    where = st.context.url if st.context.url else "a page"
    path = log_failure(f"{where}: {type(ex).__name__}", ex)
    cause = str(ex) if isinstance(ex, SENTENCES) else f"an unexpected error ({type(ex).__name__})"
    if isinstance(ex, OSError) and ex.errno:
        cause = refusals.in_words(ex)
    log = f" The details are in {path}." if path else ""
    st.error(plain(f"This page could not be shown: {cause} Your files are not affected.{log}"), icon=":material/error:")
    st.button("Reload", key="reload_page", icon=":material/refresh:", type="primary")


def empty(sentence: str, *titles: str) -> None:
    """Says that there is nothing to show yet, and links to the pages where that can change."""
    st.info(sentence, icon=":material/lightbulb:")
    with st.container(horizontal=True):
        for title in titles:
            link(title)
