"""The history of corrections: every decision, what follows from them, and the way back."""

import pandas as pd
import streamlit as st

from engine.core.datasets import corrections
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.models.card import read_card
from engine.core.models.lineage import trained_on
from engine.core.storage.files import as_csv
from ui.frame import link
from ui.pictures import address
from ui.text import plain

ROW_HEIGHT = 44  # pixels
MOST_PICTURES = 100  # more pictures inside a table make it slow


def corrected(name: str) -> None:
    """All decisions on a dataset's labels, newest first; marked ones can be taken back, all can be downloaded."""
    source = open_dataset(name)
    history = corrections.history(source.folder)
    if history.empty:
        st.info(f"No label of {plain(name)} was decided on yet.", icon=":material/lightbulb:")
        return
    standing = corrections.standing(history)
    counts = standing["why"].value_counts()
    with st.container(horizontal=True):
        st.metric("labels changed", f"{len(source.corrected):,}", width="content")
        for why in ("accepted", "typed", "kept"):
            st.metric(why, f"{counts.get(why, 0):,}", width="content")
    consequences(source)
    table(source, history, standing)


def consequences(source: Dataset) -> None:
    """What the corrections change elsewhere."""
    st.caption(
        "The original labels stay, as the column `given`. Splitting, training, scores, merging and exports use the "
        "corrected ones; the split stays as it is, and stored readings are judged by them at once."
    )
    older = [name for name in trained_on(source.name) if learned_otherwise(name, source)]
    if older:
        st.warning(f"These models learned from other labels than the present ones: {plain(', '.join(older))}.")
        link("Train", "Train again", dataset=source.name)


def learned_otherwise(name: str, source: Dataset) -> bool:
    """Whether a model was trained before the labels became what they are."""
    return read_card(name).dataset_fingerprint != source.info.fingerprint


def table(source: Dataset, history: pd.DataFrame, standing: pd.DataFrame) -> None:
    """The decisions with their pictures, a download, and a button for those that are marked."""
    shown = history.iloc[::-1].reset_index(drop=True)
    pictures = source.pictures(shown["id"].head(MOST_PICTURES))
    addresses = pd.Series([address(each, ROW_HEIGHT) for each in pictures])
    shown.insert(0, "picture", addresses.reindex(shown.index))
    event = st.dataframe(
        shown,
        hide_index=True,
        key=f"history_{len(history)}",  # another list begins with nothing marked
        row_height=ROW_HEIGHT,
        on_select="rerun",
        selection_mode="multi-row",
        column_config={
            "picture": st.column_config.ImageColumn("Picture"),
            "id": "Image",
            "from": "From",
            "to": "To",
            "when": st.column_config.DatetimeColumn("When", format="YYYY-MM-DD HH:mm:ss"),
            "why": "Why",
        },
    )
    marked = shown["id"].iloc[[row for row in event.selection.rows if row < len(shown)]]
    marked = marked[marked.isin(standing["id"])].drop_duplicates()
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(f"Undo {len(marked)}", key="undo_marked", icon=":material/undo:", disabled=marked.empty):
            source.undo(marked.tolist())
            st.rerun()
        st.download_button(
            "Download as CSV",
            data=as_csv(history.columns, history.itertuples(index=False)),
            file_name=f"{source.name}-corrections.csv",
            mime="text/csv",
            icon=":material/download:",
        )
        st.caption("Mark decisions to take them back: the newest one of each marked image.")
