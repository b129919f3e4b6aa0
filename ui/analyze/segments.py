"""Weak segments: groups of images that are read worse than the rest."""

import pandas as pd
import streamlit as st

from engine.analyze.segments import SHOWN
from engine.analyze.segments import segments as weak_segments
from ui.analyze.downloads import downloads
from ui.analyze.factors import measure_offer
from ui.analyze.gallery import gallery
from ui.analyze.stored import Stored, rows_of
from ui.frame import link
from ui.text import plain

MOST_SHOWN = 8


def show(readings: Stored) -> None:
    """The view."""
    st.subheader("Weak segments")
    st.caption(
        "A tree over all recorded and measured properties finds groups with more errors on one half of the images. The "
        "figures are of the other half, corrected for the number of groups tried (Holm)."
    )
    measure_offer(readings)
    table = segments_of(readings, readings.state, len(rows_of(readings).names))
    if table.empty:
        st.success("No segment is read worse than the rest, as far as this number of images can show.")
        return
    for place, row in enumerate(table.head(MOST_SHOWN).to_dict("records")):
        segment(readings, place, row)
    downloads("segments", lambda: {"segments": table})


def segment(readings: Stored, place: int, row: dict) -> None:
    """One segment: its figures, some of its images, and a link to all of them."""
    st.markdown(
        f"**{plain(row['segment'])}**: {row['accuracy']:.1%} against {row['rest']:.1%} "
        f"({100 * row['low']:+.2g} to {100 * row['high']:+.2g} points, {row['n']:,} images)"
    )
    frame = readings.frame.set_index("id", drop=False)
    gallery(readings.source, frame.loc[row["ids"]], SHOWN, if_none="None of its images was read wrongly.")
    query = {"model": readings.model, "dataset": readings.source.name, "part": readings.part, "view": "samples"}
    link("Analyze", f"All images of segment {place + 1}", **query, query=row["query"])


@st.cache_resource(max_entries=6, show_spinner="Looking for weak segments…")
def segments_of(_readings: Stored, state: str, measured: int) -> pd.DataFrame:
    """The segments, once for each state of predictions, dataset and measurements."""
    rows = rows_of(_readings)
    return weak_segments(rows.data, rows.varying)
