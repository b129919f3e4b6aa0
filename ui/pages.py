"""The table of pages: title, icon, sentence and section of each, which page shows a job, and ways from page to page."""

from typing import Literal, NamedTuple

import streamlit as st

from engine.core.jobs.record import View
from engine.verbs import VERBS


class Page(NamedTuple):
    """One page of the dashboard. Icons come with Streamlit, because not every machine has a font with emoji.

    section: ROAD, or the group of a tool, one of SECTIONS.
    """

    path: str
    title: str
    icon: str
    sentence: str
    section: str = "Dataset"


# The road: pages that every project passes, in this order. The other pages are tools, grouped by what they work on.
ROAD = ""
SECTIONS = (ROAD, "Images", "Dataset", "Model")
# In the order in which the data flows. There is no st.navigation: with it, a cold deep link runs a page without app.py.
PAGES = {
    page.title: page
    for page in (
        Page(
            "app.py",
            "Home",
            ":material/home:",
            "Teach a model to read short texts in images, such as captchas, handwriting or symbols.",
            ROAD,
        ),
        Page(
            "pages/datasets.py",
            "Datasets",
            ":material/photo_library:",
            "See, rename, copy and delete your datasets, and open a tool for one.",
            ROAD,
        ),
        Page(
            "pages/collect.py",
            "Collect",
            ":material/inventory_2:",
            "Import labelled images from archives, folders or tables of pixels.",
            ROAD,
        ),
        Page(
            "pages/generate.py",
            "Generate",
            ":material/casino:",
            "Draw labelled images of short texts, as easy or as hard to read as you like.",
            ROAD,
        ),
        Page(
            "pages/split.py",
            "Split",
            ":material/content_cut:",
            "Split a dataset into a training, a validation and a test part.",
            ROAD,
        ),
        Page(
            "pages/train.py",
            "Train",
            ":material/model_training:",
            "Train a model and watch it learn.",
            ROAD,
        ),
        Page(
            "pages/classify.py",
            "Classify",
            ":material/search:",
            "Read images with a trained model, and see where it looked.",
            ROAD,
        ),
        Page(
            "pages/analyze.py",
            "Analyze",
            ":material/query_stats:",
            "See how well a model reads, where it fails, and why.",
            ROAD,
        ),
        Page(
            "pages/models.py",
            "Models",
            ":material/deployed_code:",
            "Compare, rename and delete trained models.",
            ROAD,
        ),
        Page(
            "pages/download.py",
            "Download",
            ":material/cloud_download:",
            "Download the files of a list into a folder.",
            "Images",
        ),
        Page(
            "pages/compose.py",
            "Compose",
            ":material/dashboard_customize:",
            "Compose images of texts from real images of single symbols, such as handwriting.",
            "Images",
        ),
        Page(
            "pages/explore.py",
            "Explore",
            ":material/visibility:",
            "See the labels, symbols, sizes and images of a dataset, and where it is unbalanced.",
        ),
        Page(
            "pages/clean.py",
            "Clean",
            ":material/cleaning_services:",
            "Find blank, duplicate and unusual images, and exclude them.",
        ),
        Page(
            "pages/relabel.py",
            "Relabel",
            ":material/spellcheck:",
            "Find the labels that are most likely wrong, and correct them one by one.",
        ),
        Page("pages/merge.py", "Merge", ":material/merge:", "Merge several datasets into one."),
        Page(
            "pages/prepare.py",
            "Prepare",
            ":material/tune:",
            "Set the preprocessing of a dataset's images, and see its effect.",
        ),
        Page("pages/export.py", "Export", ":material/file_export:", "Write a dataset for other tools."),
        Page(
            "pages/sweep.py",
            "Sweep",
            ":material/science:",
            "Try many combinations of settings, and keep the best model.",
            "Model",
        ),
        Page(
            "pages/correct.py",
            "Correct",
            ":material/edit_note:",
            "Correct what a model read, most useful first, and let it learn from that.",
            "Model",
        ),
        Page(
            "pages/calibrate.py",
            "Calibrate",
            ":material/speed:",
            "Calibrate how sure a model is, and accept only texts that keep a promise.",
            "Model",
        ),
        Page(
            "pages/forecast.py",
            "Forecast",
            ":material/trending_up:",
            "Estimate how many images and how much time your goal needs.",
            "Model",
        ),
    )
}
FILLED = "key of the filled button"
PAGE_OF_VERB = {verb: (stage.shown_on or verb).capitalize() for verb, stage in VERBS.items()}
STATE_ICONS = {
    "waiting": ":material/hourglass_empty:",
    "running": ":material/autorenew:",
    "done": ":material/check_circle:",
    "failed": ":material/error:",
    "stopped": ":material/pause_circle:",
    "lost": ":material/warning:",
}


def page_of(job: View) -> str:
    """The title of the page that shows a job."""
    return PAGE_OF_VERB.get(job.verb, "Home")


def link(title: str, label: str | None = None, icon: str | None = "", **query: str) -> None:
    """A link to a page of the dashboard, with a query string. `label` is Markdown."""
    page = PAGES[title]
    st.page_link(page.path, label=label or title, icon=page.icon if icon == "" else icon, query_params=query or None)


def next_step(title: str, label: str, key: str = "next_step", **query: str) -> None:
    """A link that looks like a button, filled unless another one is, to the page that comes next, with a query string.

    It is a link because a page may not set those parameters of its address that belong to its own widgets.
    """
    with st.container(key=f"{emphasis(key)}_{key}", width="content"):
        link(title, label, **query)


def emphasis(key: str) -> Literal["primary", "secondary"]:
    """The look of the button with this key: filled if it is the first on its page that asks, so that one leads on."""
    first = st.session_state.get(FILLED) or key
    st.session_state[FILLED] = first
    return "primary" if key == first else "secondary"
