"""The table of pages: title, icon, sentence and section of each, and which page shows the jobs of a verb."""

from typing import NamedTuple


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
            "pages/explore.py",
            "Explore",
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
