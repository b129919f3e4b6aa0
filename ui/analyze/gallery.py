"""Many images in a grid."""

import pandas as pd
import streamlit as st

from engine.core.datasets.dataset import Dataset
from ui.pictures import SHOWN_WIDTH, caption, tile

MOST = 48


def gallery(source: Dataset, rows: pd.DataFrame, most: int = MOST, if_none: str = "No images to show.") -> None:
    """Shows images of predictions (columns id, text, predicted, confidence) with their true and read text.

    Draws at most `most` images, and says how many there are. `if_none`: the sentence shown if there are none.
    """
    shown = rows.head(most)
    if shown.empty:
        st.info(if_none)
        return
    with st.container(horizontal=True, gap="small"):
        for image_file, row in zip(source.image_files(shown["id"]), shown.to_dict("records"), strict=True):
            st.image(
                tile(image_file),
                caption=caption(row["text"], row["predicted"], row["confidence"]),
                alt=f"true {row['text']}, read {row['predicted']}",
                width=SHOWN_WIDTH,
            )
    if len(rows) > len(shown):
        st.caption(f"Showing the first {len(shown)} of {len(rows):,}.")
