"""The findings of cleaning: counts, and each finding with its image and the image it resembles."""

import numpy as np
import pandas as pd
import streamlit as st

from engine.clean.decide import bring_back, leave_out
from engine.clean.run import quarantine
from engine.clean.spec import FINDINGS, CleanSpec
from engine.clean.tables import counts
from engine.core.datasets.dataset import Dataset
from ui.choices import choose
from ui.pages import next_step
from ui.pictures import SHOWN_WIDTH, labelled_tile
from ui.text import plain

MOST = 24  # findings whose images are drawn


def findings(dataset: Dataset, table: pd.DataFrame | None) -> None:
    """Counts of each kind, and the findings of one kind with buttons that keep or exclude them.

    `table` has the columns id, finding, like, note; None if the dataset has not been checked.
    """
    if table is None:
        st.info(f"{plain(dataset.name)} has not been checked yet.", icon=":material/lightbulb:")
        return
    st.subheader(f"Findings in {plain(dataset.name)}")
    if table.empty:
        st.success("No unusual images found.")
        next_step("Split", "Next: split it", dataset=dataset.name)
        return
    overview = counts(table, dataset.quarantine()).rename(columns={"left out": "excluded"})
    st.dataframe(overview, hide_index=True, key="counts")
    kind = choose("Finding", "finding", list(FINDINGS), table["finding"].iloc[0])
    st.caption(FINDINGS[kind])
    of_kind = table[table["finding"] == kind].drop_duplicates("id")
    if of_kind.empty:
        st.info("No images of this kind.")
        return
    decide(dataset, kind, of_kind)
    tiles(dataset, of_kind.head(MOST))
    if len(of_kind) > MOST:
        st.caption(f"Showing the first {MOST} of {len(of_kind):,}.")


def decide(dataset: Dataset, kind: str, rows: pd.DataFrame) -> None:
    """Two buttons for all findings of a kind; each undoes the other."""
    excluded = rows["id"].isin(dataset.quarantine()["id"])
    with st.container(horizontal=True):
        if st.button(f"Exclude all {len(rows):,}", key="leave_out_all", disabled=bool(excluded.all())):
            leave_out_all(dataset, kind, rows)
        if st.button(f"Keep all {len(rows):,}", key="keep_all", disabled=not excluded.any()):
            bring_back(dataset, rows["id"])
            st.rerun()


def leave_out_all(dataset: Dataset, kind: str, rows: pd.DataFrame) -> None:
    """Excludes the findings of a kind, each with the engine's reason; refuses if no image would remain."""
    more = quarantine(rows, CleanSpec(dataset=dataset.name, leave_out=(kind,)))
    try:
        leave_out(dataset, more)
    except ValueError as refusal:
        st.error(plain(refusal))
    else:
        st.rerun()


def tiles(dataset: Dataset, rows: pd.DataFrame) -> None:
    """Each finding as a card: its image, the image it resembles beside it, and the note."""
    ids = np.unique(np.concatenate([rows["id"], rows.loc[rows["like"] >= 0, "like"]]))
    texts = dict(zip(ids, dataset.frame(["text"], ids)["text"], strict=True))
    image_files = dict(zip(ids, dataset.image_files(ids), strict=True))
    with st.container(horizontal=True, gap="small"):
        for row in rows.to_dict("records"):
            twins = [row["id"], row["like"]] if row["like"] >= 0 else [row["id"]]
            with st.container(border=True, width="content"):
                with st.container(horizontal=True, width="content", gap="small"):
                    for image_id in twins:
                        labelled_tile(image_id, texts[image_id], image_files[image_id])
                st.caption(plain(row["note"]), width=SHOWN_WIDTH * len(twins))
