"""The list of what cleaning left out, and the way back."""

from zlib import crc32

import pandas as pd
import streamlit as st

from engine.clean.decide import bring_back
from engine.core.datasets.dataset import Dataset
from ui.clean.findings import ROW_HEIGHT
from ui.pictures import address

MOST_ADDRESSES = 200  # pictures inside a table; more make it slow


@st.fragment  # marking a row runs only this part again, so that a click just after it does not meet an old button
def left_out(opened: Dataset) -> None:
    """The images that are out of use, each with its reason, and buttons that bring them back."""
    out = opened.quarantine()
    if out.empty:
        return
    st.subheader(f"{len(out):,} of {opened.info.count:,} images are left out")
    st.caption(
        "They are in no part of a split and in no training or reading. Mark some of them to bring only these back."
    )
    table = out.assign(label=opened.frame(["text"], out["id"].to_numpy())["text"].to_numpy())[["id", "label", "reason"]]
    small = [address(picture, ROW_HEIGHT) for picture in opened.pictures(table["id"].head(MOST_ADDRESSES))]
    table.insert(0, "picture", pd.Series(small, table.index[:MOST_ADDRESSES]))
    event = st.dataframe(
        table,
        hide_index=True,
        key=f"left_out_{crc32(table['id'].to_numpy().tobytes())}",  # another list begins with nothing marked
        row_height=ROW_HEIGHT,
        on_select="rerun",
        selection_mode="multi-row",
        column_config={"picture": st.column_config.ImageColumn()},
    )
    marked = table["id"].iloc[[row for row in event.selection.rows if row < len(table)]]
    with st.container(horizontal=True):
        some = st.button(f"Bring back the marked {len(marked):,}", key="bring_back_marked", disabled=marked.empty)
        every = st.button(f"Bring back all {len(table):,}", key="bring_back_rows")
    if some or every:
        bring_back(opened, marked if some else table["id"])
        st.rerun()
