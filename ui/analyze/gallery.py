"""Many images in a grid."""

import pandas as pd
import streamlit as st

from engine.core.datasets.dataset import Dataset
from ui.pictures import SHOWN_WIDTH, caption, tile

MOST = 48


def gallery(source: Dataset, rows: pd.DataFrame, most: int = MOST) -> None:
    """Shows the pictures of readings (columns id, text, predicted, confidence) with their true and read text.

    No more than `most` pictures are drawn; a sentence tells how many there are beyond.
    """
    shown = rows.head(most)
    if shown.empty:
        st.info("There are no such images.")
        return
    with st.container(horizontal=True, gap="small"):
        for picture, row in zip(source.pictures(shown["id"]), shown.itertuples(), strict=True):
            st.image(
                tile(picture),
                caption=caption(row.text, row.predicted, row.confidence),
                alt=f"true {row.text}, read {row.predicted}",
                width=SHOWN_WIDTH,
            )
    if len(rows) > len(shown):
        st.caption(f"The first {len(shown)} of {len(rows):,}.")
