"""Some readings to look at: the worst, the best, or any."""

import streamlit as st

from engine.analyze import samples as analyze_samples
from engine.core.datasets.dataset import Dataset
from ui.analyze.gallery import gallery
from ui.analyze.scores import Report
from ui.choices import pick

KINDS = {
    "worst": "Wrong readings that the model was surest of.",
    "best": "Right readings that the model was surest of.",
    "random": "Any readings; another number draws others.",
}
HOW_MANY = 24


def samples(source: Dataset, found: Report) -> None:
    """A gallery of samples; which ones is said in the URL."""
    st.subheader("Samples")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        how = pick("Which", "sample", list(KINDS), "worst")
        seed = 0
        if how == "random":
            seed = st.number_input("Draw", 0, 9999, 0, key="draw", bind="query-params", width=140)
    st.caption(KINDS[how])
    gallery(source, analyze_samples.samples(found.readings, how, HOW_MANY, seed))
