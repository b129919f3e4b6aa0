"""The table of pages: title, icon, sentence and section of each, and which page shows the jobs of a verb."""

from typing import NamedTuple

from engine.verbs import VERBS


class Page(NamedTuple):
    """One page of the dashboard. Icons come with Streamlit, because not every machine has a font with emoji.

    section: its heading in the sidebar, one of SECTIONS.
    """

    path: str
    title: str
    icon: str
    sentence: str
    section: str = "Dataset"


SECTIONS = ("", "Images", "Dataset", "Model")
# In the order in which the data flows. There is no st.navigation: with it, a cold deep link runs a page without app.py.
PAGES = {
    page.title: page
    for page in (
        Page(
            "app.py",
            "Home",
            ":material/home:",
            "From labelled images to a model that you understand: see what you have and what comes next.",
            "",
        ),
        Page(
            "pages/download.py",
            "Download",
            ":material/cloud_download:",
            "Download the files of a list into a folder.",
            "Images",
        ),
        Page(
            "pages/collect.py",
            "Collect",
            ":material/inventory_2:",
            "Import labelled images from archives, folders or tables of pixels.",
            "Images",
        ),
        Page(
            "pages/generate.py",
            "Generate",
            ":material/casino:",
            "Draw labelled images of short texts, as easy or as hard to read as you like.",
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
        Page(
            "pages/split.py",
            "Split",
            ":material/content_cut:",
            "Split a dataset into a training, a validation and a test part.",
        ),
        Page("pages/export.py", "Export", ":material/file_export:", "Write a dataset for other tools."),
        Page(
            "pages/train.py",
            "Train",
            ":material/model_training:",
            "Train a model and watch it learn.",
            "Model",
        ),
        Page(
            "pages/sweep.py",
            "Sweep",
            ":material/science:",
            "Try many combinations of settings, and keep the best model.",
            "Model",
        ),
        Page(
            "pages/forecast.py",
            "Forecast",
            ":material/trending_up:",
            "Estimate how many images and how much time your goal needs.",
            "Model",
        ),
        Page(
            "pages/classify.py",
            "Classify",
            ":material/search:",
            "Read images with a trained model, and see where it looked.",
            "Model",
        ),
        Page(
            "pages/analyze.py",
            "Analyze",
            ":material/query_stats:",
            "See how well a model reads, where it fails, and why.",
            "Model",
        ),
        Page(
            "pages/models.py",
            "Models",
            ":material/deployed_code:",
            "Compare, rename and delete trained models.",
            "Model",
        ),
    )
}
PAGE_OF_VERB = {verb: (stage.shown_on or verb).capitalize() for verb, stage in VERBS.items()}
