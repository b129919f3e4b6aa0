"""A table of images in which rows can be selected."""

from collections.abc import Mapping
from typing import Any
from zlib import crc32

import pandas as pd
import streamlit as st

from engine.core.datasets.dataset import Dataset
from ui.pictures import address

ROW_HEIGHT = 48  # pixels
MOST_IMAGES = 200  # images inside a table; more make it slow


def markable(source: Dataset, table: pd.DataFrame, key: str, columns: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Shows a table of a dataset's rows (column id) with their images in front; returns the selected rows.

    columns: how Streamlit shows the other columns. If the rows change, none is selected.
    """
    ids = table["id"].to_numpy()
    files = source.image_files(ids[:MOST_IMAGES])
    images = pd.Series([address(file, ROW_HEIGHT) for file in files], table.index[:MOST_IMAGES], object)
    shown = table.copy()
    shown.insert(0, "picture", images)
    event = st.dataframe(
        shown,
        hide_index=True,
        key=f"{key}_{crc32(ids.tobytes())}",
        row_height=ROW_HEIGHT,
        on_select="rerun",
        selection_mode="multi-row",
        column_config={"picture": st.column_config.ImageColumn("Image"), **(columns or {})},
    )
    return table.iloc[[row for row in event.selection.rows if row < len(table)]]
