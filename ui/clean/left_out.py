"""The list of excluded images, and the buttons that bring them back."""

import streamlit as st

from engine.clean import tables
from engine.clean.decide import bring_back
from engine.core.datasets.dataset import Dataset
from ui.markable import markable


@st.fragment  # selecting a row runs only this part again, so that a click just after it does not meet an old button
def left_out(dataset: Dataset) -> None:
    """The excluded images, each with its reason, and buttons that bring them back."""
    table = tables.left_out(dataset)
    if table.empty:
        return
    st.subheader(f"{len(table):,} of {dataset.info.count:,} images are excluded")
    st.caption("They are excluded from splits, training and evaluation. Select rows to bring back only those.")
    selected = markable(dataset, table, "left_out")
    with st.container(horizontal=True):
        some = st.button(f"Bring back {len(selected):,} selected", key="bring_back_marked", disabled=selected.empty)
        everything = st.button(f"Bring back all {len(table):,}", key="bring_back_rows")
    if some or everything:
        bring_back(dataset, (selected if some else table)["id"])
        st.rerun()
