"""Samples of what a model read: the worst, the best, the most uncertain or random ones, of those that meet a query."""

import pandas as pd
import streamlit as st

from engine.analyze import query as analyze_query
from engine.analyze import samples as analyze_samples
from ui.analyze.gallery import gallery
from ui.analyze.stored import Stored, rows_of
from ui.choices import choose_seed, pick
from ui.frame import link
from ui.text import plain

KINDS = {
    "worst": "Wrong readings, highest confidence first.",
    "best": "Correct readings, highest confidence first.",
    "uncertain": "Readings with the lowest confidence first.",
    "random": "Random readings. Another seed shows others.",
}
IF_NONE = {
    "worst": "No wrong readings: nothing to show.",
    "best": "No correct readings: nothing to show.",
    "uncertain": "No readings: nothing to show.",
    "random": "No readings: nothing to show.",
}
HOW_MANY = 24


def show(readings: Stored) -> None:
    """A gallery of samples, chosen in the URL."""
    st.subheader("Samples")
    rows = filtered(rows_of(readings).data)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        how = pick("Which", "sample", list(KINDS), "worst")
        seed = choose_seed() if how == "random" else 0
    right = f", {int(rows['correct'].sum()):,} of them correct" if len(rows) else ""
    st.caption(f"{KINDS[how]} {len(rows):,} readings meet the conditions{right}.")
    gallery(readings.source, analyze_samples.samples(rows, how, HOW_MANY, seed), if_none=IF_NONE[how])
    with st.container(horizontal=True):
        link("Relabel", "Review suspicious labels of this dataset", dataset=readings.source.name)
        link("Correct", "Correct what this model read", model=readings.model)


def filtered(frame: pd.DataFrame) -> pd.DataFrame:
    """The readings that meet the conditions in the query bar; all, with a sentence, if these cannot be understood."""
    names = ", ".join(map(plain, frame.columns))
    query = st.text_input(
        "Conditions", key="query", bind="query-params", placeholder=analyze_query.EXAMPLE,
        help=f"Conditions on columns, all of which must hold: = != < > <= >= and ~ (contains). Columns: {names}.",
    )  # fmt: skip
    try:
        return analyze_query.select(frame, query or "")
    except ValueError as mistake:
        st.warning(plain(mistake))
        return frame
