"""Samples of what a model read: the worst, the best, or random ones."""

import streamlit as st

from engine.analyze import samples as analyze_samples
from engine.core.datasets.dataset import Dataset
from ui.analyze.gallery import gallery
from ui.analyze.scores import Report
from ui.choices import choose_seed, pick

KINDS = {
    "worst": "Wrong readings, highest confidence first.",
    "best": "Correct readings, highest confidence first.",
    "random": "Random readings. Another seed shows others.",
}
IF_NONE = {
    "worst": "No wrong readings: nothing to show.",
    "best": "No correct readings: nothing to show.",
    "random": "No readings: nothing to show.",
}
HOW_MANY = 24


def samples(source: Dataset, report: Report) -> None:
    """A gallery of samples, chosen in the URL."""
    st.subheader("Samples")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        how = pick("Which", "sample", list(KINDS), "worst")
        seed = choose_seed() if how == "random" else 0
    st.caption(KINDS[how])
    gallery(source, analyze_samples.samples(report.predictions, how, HOW_MANY, seed), if_none=IF_NONE[how])
