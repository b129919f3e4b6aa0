"""The tables of a view as files."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from engine.analyze.tables import csv_of, parquet_of
from engine.core.storage.tables import bytes_of


def downloads(view: str, tables: Callable[[], dict[str, pd.DataFrame]]) -> None:
    """Buttons for every table of a view, as CSV and as Parquet; the files are made when a button is clicked."""
    with st.popover("Download tables", icon=":material/download:"):
        for name, table in tables().items():
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{name.replace('_', ' ')}, {len(table):,} rows")
                file_button(f"{view}_{name}", "csv", "CSV", partial(csv_bytes, table))
                file_button(f"{view}_{name}", "parquet", "Parquet", partial(parquet_bytes, table))


def file_button(name: str, ending: str, label: str, content: Callable[[], bytes]) -> None:
    """A button that downloads one file."""
    st.download_button(label, content, f"{name}.{ending}", key=f"save_{name}_{ending}", on_click="ignore")


def csv_bytes(table: pd.DataFrame) -> bytes:
    """A table as a CSV file."""
    return csv_of(table).encode()


def parquet_bytes(table: pd.DataFrame) -> bytes:
    """A table as a Parquet file."""
    return bytes(bytes_of(parquet_of(table)))
