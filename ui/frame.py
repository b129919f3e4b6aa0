"""What every page has around it: title, links to all pages, the jobs that run now; and safe text."""

import re
from typing import Any, NamedTuple

import streamlit as st

from engine import jobs


class Page(NamedTuple):
    """One page of the dashboard; icons come with Streamlit, because not every machine has a font with emoji.

    section: the one of SECTIONS under which the sidebar lists it.
    """

    path: str
    title: str
    icon: str
    sentence: str
    section: str = "Dataset"


SECTIONS = ("", "Images", "Dataset", "Recogniser")


# In the order in which the data flows. There is no st.navigation: with it, a cold deep link runs a page without app.py.
PAGES = {
    page.title: page
    for page in (
        Page(
            "app.py",
            "Home",
            ":material/home:",
            "From labelled images to a recogniser you understand: what exists, and what is next.",
            "",
        ),
        Page(
            "pages/download.py",
            "Download",
            ":material/cloud_download:",
            "Fetch the files that a list names.",
            "Images",
        ),
        Page(
            "pages/collect.py",
            "Collect",
            ":material/inventory_2:",
            "Make a dataset from labelled images in an archive or a folder, or from a table of pixels.",
            "Images",
        ),
        Page(
            "pages/generate.py",
            "Generate",
            ":material/casino:",
            "Draw labelled images of short texts, as easy or as hard as you like.",
            "Images",
        ),
        Page(
            "pages/compose.py",
            "Compose",
            ":material/dashboard_customize:",
            "Set texts from real pictures of single symbols, such as handwriting.",
            "Images",
        ),
        Page(
            "pages/look.py",
            "Look",
            ":material/visibility:",
            "See what a dataset holds: its labels, symbols, sizes and pictures, and what is uneven.",
        ),
        Page(
            "pages/clean.py",
            "Clean",
            ":material/cleaning_services:",
            "Find what is odd in a dataset, and decide what is left out of use.",
        ),
        Page(
            "pages/relabel.py",
            "Relabel",
            ":material/spellcheck:",
            "Find the labels that are most likely wrong, and correct them one by one.",
        ),
        Page("pages/merge.py", "Merge", ":material/merge:", "Make one dataset of several."),
        Page(
            "pages/prepare.py",
            "Prepare",
            ":material/tune:",
            "Choose what is done to every picture of a dataset before a net sees it.",
        ),
        Page(
            "pages/split.py",
            "Split",
            ":material/content_cut:",
            "Divide a dataset into a training, a validation and a test part.",
        ),
        Page("pages/export.py", "Export", ":material/file_export:", "Write a dataset so that other tools read it."),
        Page(
            "pages/train.py",
            "Train",
            ":material/model_training:",
            "Train a recogniser and watch it learn.",
            "Recogniser",
        ),
        Page(
            "pages/sweep.py",
            "Sweep",
            ":material/science:",
            "Train many times with varied settings, and keep the best.",
            "Recogniser",
        ),
        Page(
            "pages/forecast.py",
            "Forecast",
            ":material/trending_up:",
            "About how many images, and how many minutes, does your goal take?",
            "Recogniser",
        ),
        Page(
            "pages/classify.py",
            "Classify",
            ":material/search:",
            "Read new images with a trained model, and see where it looked.",
            "Recogniser",
        ),
        Page(
            "pages/analyze.py",
            "Analyze",
            ":material/query_stats:",
            "Find out how well a model reads, where it fails, and why.",
            "Recogniser",
        ),
        Page(
            "pages/models.py",
            "Models",
            ":material/deployed_code:",
            "Look at the trained models, compare, rename and delete them.",
            "Recogniser",
        ),
    )
}
PAGE_OF_VERB = {
    "compare": "Download",
    "recipes": "Train",
    **{page.title.lower(): page.title for page in PAGES.values()},
}
STATE_ICONS = {
    "waiting": ":material/hourglass_empty:",
    "running": ":material/autorenew:",
    "done": ":material/check_circle:",
    "failed": ":material/error:",
    "stopped": ":material/pause_circle:",
    "lost": ":material/warning:",
}
FAVICON = "🔡"  # a material icon here would be fetched from the network

# A backslash makes Markdown's own signs harmless. What is replaced after Markdown was read (emoji and icon names,
# arrows and dashes, addresses) is broken up by an invisible word joiner, only there, so that text can be searched.
JOINED = re.compile(r":(?=[\w+/-]+:|//)|@|[-<>=~](?=[-<>=~])|(?<=www)(?=\.)", re.IGNORECASE)
SIGNS = re.compile(r"([!-/:-@\[-`{-~])")


def plain(text: Any) -> str:
    """Text from outside (names, labels, file names, messages) for Markdown, so that it shows just as it is."""
    visible = "".join(sign if sign.isprintable() else " " for sign in str(text))
    return SIGNS.sub(r"\\\1", JOINED.sub("\\g<0>\u2060", visible))


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
        at_work = any(each.active for each in jobs.views())
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
    active = [each for each in jobs.views() if each.active and not each.within]
    if active:
        st.caption("Jobs at work")
    for each in active:
        about = f"{each.share:.0%}" if each.state == "running" else "waits"
        link(page_of(each), f"{plain(each.title)} · {about}", icon=STATE_ICONS[each.state], job=each.id)


def page_of(job: jobs.View) -> str:
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


def asked(name: str) -> str | None:
    """The value of a parameter in the page's URL; None when it is not there."""
    return st.query_params.get(name)


def ask(name: str, value: str) -> None:
    """Sets a parameter in the page's URL, so that the link leads to what is shown."""
    st.query_params[name] = value


def asked_among(name: str, known: list[str], what: str) -> str | None:
    """The URL's value if it is among the known ones; otherwise a sentence on the page, and None."""
    value = asked(name)
    if value is None or value in known:
        return value
    there = ", ".join(known) or "none yet"
    st.warning(f"The link names the {what} {plain(repr(value))}, which does not exist. There are: {plain(there)}.")
    return None
