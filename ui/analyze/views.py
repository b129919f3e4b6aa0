"""The views of the page. Only the one that is open is computed."""

from collections.abc import Callable

import streamlit as st

from ui.analyze import confusions, factors, groups, overview, robustness, samples, segments
from ui.analyze.stored import Stored
from ui.choices import pick, remember
from ui.url import asked

VIEW = "view"  # a key, and its name in the URL
VIEWS: dict[str, Callable[[Stored], None]] = {
    "overview": overview.show,
    "confusions": confusions.show,
    "samples": samples.show,
    "factors": factors.show,
    "groups": groups.show,
    "segments": segments.show,
    "robustness": robustness.show,
}
# Parameters of links that were made when all views were on one page, and the view that shows them.
EARLIER = {"cell": "confusions", "sample": "samples"}


def choose_view() -> str:
    """The control for the view, chosen in the URL."""
    earlier = next((view for key, view in EARLIER.items() if asked(key)), None)
    if earlier and asked(VIEW) is None and VIEW not in st.session_state:
        remember(VIEW, earlier)
    return pick("View", VIEW, list(VIEWS), "overview")
