"""The history of corrections: all decisions, their effect elsewhere, and the button that undoes them."""

import pandas as pd
import streamlit as st

from engine.core.datasets import corrections
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.models.lineage import trained_on_other_labels
from engine.core.storage.files import as_csv
from ui.frame import link
from ui.markable import markable
from ui.text import plain


def corrected(name: str) -> None:
    """All decisions on a dataset's labels, newest first. Selected ones can be undone, all can be downloaded."""
    source = open_dataset(name)
    history = corrections.history(source.folder)
    if history.empty:
        st.info(f"No decisions on the labels of {plain(name)} yet.", icon=":material/lightbulb:")
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
    """The effect of the corrections elsewhere."""
    st.caption(
        "Splitting, training, scores, merging and exports use the corrected labels, also for predictions that are "
        "already stored. The present split does not change. The original labels are kept in the column `given`."
    )
    older = trained_on_other_labels(source)
    if older:
        st.warning(f"These models were trained on other labels than the present ones: {plain(', '.join(older))}.")
        link("Train", "Train again", dataset=source.name)


def table(source: Dataset, history: pd.DataFrame, standing: pd.DataFrame) -> None:
    """The decisions with their images, a download, and a button that undoes the selected ones."""
    columns = {
        "id": "Image",
        "from": "From",
        "to": "To",
        "when": st.column_config.DatetimeColumn("When", format="YYYY-MM-DD HH:mm:ss"),
        "why": "Why",
    }
    selected = markable(source, history.iloc[::-1].reset_index(drop=True), "history", columns)["id"]
    selected = selected[selected.isin(standing["id"])].drop_duplicates()
    with st.container(horizontal=True, vertical_alignment="center"):
        label = f"Undo {len(selected)} selected"
        if st.button(label, key="undo_marked", icon=":material/undo:", disabled=selected.empty):
            source.undo(selected.tolist())
            st.rerun()
        st.download_button(
            "Download CSV",
            data=as_csv(history.columns, history.itertuples(index=False)),
            file_name=f"{source.name}-corrections.csv",
            mime="text/csv",
            icon=":material/download:",
        )
        st.caption("Select rows to undo the newest decision on each of these images.")
