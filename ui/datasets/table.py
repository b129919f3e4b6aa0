"""The table of all datasets, with a strip of images of each."""

from itertools import islice
from typing import Any

import pandas as pd
import streamlit as st

from engine.datasets import shelf, strips
from engine.datasets.shelf import Entry
from ui.figures import between
from ui.pictures import data_url

ROW_HEIGHT = 44  # pixels
MOST_SYMBOLS = 24  # of an alphabet in a cell
AT_ONCE = 16  # strips drawn in one run of the page; each takes some 20 ms, once
COLUMNS: dict[str, Any] = {
    "name": st.column_config.TextColumn("Name", pinned=True),
    "images": st.column_config.ImageColumn("Images", width=260),
    "count": st.column_config.NumberColumn("Count", format="localized"),
    "symbols": st.column_config.TextColumn("Symbols", help="The symbols that occur in its labels."),
    "length": st.column_config.TextColumn("Per label", help="Number of symbols in a label."),
    "split": st.column_config.TextColumn("Split", help="Images for training, validation and test."),
    "models": st.column_config.TextColumn("Models", help="The models that were trained on it."),
    "size": st.column_config.NumberColumn("On disk", format="bytes"),
    "created": st.column_config.DatetimeColumn("Created", format="YYYY-MM-DD HH:mm"),
    "made": "Made",
}


def table(entries: dict[str, Entry], models: dict[str, list[str]]) -> None:
    """All datasets in a table; `models` has those trained on each. A click on a row chooses that dataset.

    Strips that were never drawn come a few at a time, so that a long shelf is there at once.
    """
    images = {name: strips.kept(entry) for name, entry in entries.items()}
    missing = [name for name, strip in images.items() if strip is None]
    for name in islice(missing, AT_ONCE):
        images[name] = strips.draw(entries[name])
    rows = [row(entry, images[name], models.get(name, [])) for name, entry in entries.items()]
    st.dataframe(
        pd.DataFrame(rows, columns=list(COLUMNS)),
        hide_index=True,
        on_select=lambda: take_row(list(entries)),
        selection_mode="single-row",
        key="dataset_shelf",
        row_height=ROW_HEIGHT,
        column_config=COLUMNS,
        alt="The datasets",
    )
    if len(missing) > AT_ONCE:
        st.caption(f"Preparing the images of {len(missing) - AT_ONCE} more datasets.")
        st.fragment(draw_more, run_every=1.0)(st.session_state.get("shelf_run", 0))


def draw_more(run: int) -> None:
    """Runs the page again once it has been shown, so that it draws more strips."""
    if st.session_state.setdefault("shelf_run", run) == run:
        st.session_state["shelf_run"] = run + 1
    else:
        st.rerun()


def row(entry: Entry, strip: bytes | None, models: list[str]) -> tuple:
    """One dataset as a row of the table."""
    info = entry.info
    symbols = info.alphabet if len(info.alphabet) <= MOST_SYMBOLS else f"{info.alphabet[:MOST_SYMBOLS]}…"
    return (
        entry.name,
        data_url(strip, "jpeg") if strip else None,
        info.count,
        f"{len(info.alphabet)}: {symbols}",
        between(info.lengths),
        " / ".join(f"{count:,}" for count in entry.parts.values()) or "not split",
        ", ".join(models),
        entry.bytes,
        pd.Timestamp(info.created),
        shelf.made_from(info) + (", on the fly" if info.on_the_fly else ""),
    )


def take_row(names: list[str]) -> None:
    """Chooses the dataset of the clicked row."""
    rows = st.session_state["dataset_shelf"].selection.rows
    if rows:
        st.session_state["dataset"] = names[rows[0]]
