"""What cleaning found: each finding with its picture and its twin, and the list of what is left out of use."""

import numpy as np
import pandas as pd
import streamlit as st

from engine.clean.decide import bring_back, leave_out
from engine.clean.run import quarantine
from engine.clean.spec import FINDINGS, CleanSpec
from engine.core.datasets.dataset import Dataset
from ui.choices import choose
from ui.frame import link
from ui.pictures import SHOWN_WIDTH, one
from ui.text import plain

MOST = 24  # findings whose pictures are drawn
ROW_HEIGHT = 48  # pixels


def findings(opened: Dataset, found: pd.DataFrame) -> None:
    """How much of each kind there is, and the findings of one kind with the buttons that keep them or leave them out.

    `found` has the columns id, finding, like, note.
    """
    if not (opened.folder / "findings.parquet").exists():
        st.info(f"{plain(opened.name)} was not looked at yet.", icon=":material/lightbulb:")
        return
    st.subheader(f"What was found in {plain(opened.name)}")
    if found.empty:
        st.success("Nothing is odd.")
        link("Split", "Next: split it", dataset=opened.name)
        return
    st.dataframe(counts(found, opened.quarantine()), hide_index=True, key="counts")
    kind = choose("Finding", "finding", list(FINDINGS), found["finding"].iloc[0])
    st.caption(FINDINGS[kind])
    of_kind = found[found["finding"] == kind].drop_duplicates("id")
    if of_kind.empty:
        st.info("There are none of these.")
        return
    decide(opened, kind, of_kind)
    tiles(opened, of_kind.head(MOST))
    if len(of_kind) > MOST:
        st.caption(f"The first {MOST} of {len(of_kind):,}.")


def counts(found: pd.DataFrame, out: pd.DataFrame) -> pd.DataFrame:
    """Images with each finding, and how many of them are left out: columns finding, images, left out, meaning."""
    once = found.drop_duplicates(["id", "finding"])
    images = once["finding"].value_counts(sort=False)
    absent = once.loc[once["id"].isin(out["id"]), "finding"].value_counts()
    table = pd.DataFrame({"images": images, "left out": absent.reindex(images.index, fill_value=0)})
    return table.rename_axis("finding").reset_index().assign(meaning=lambda each: each["finding"].map(FINDINGS))


def decide(opened: Dataset, kind: str, rows: pd.DataFrame) -> None:
    """Two buttons for all findings of a kind; each undoes the other."""
    out = rows["id"].isin(opened.quarantine()["id"])
    with st.container(horizontal=True):
        if st.button(f"Leave out all {len(rows):,}", key="leave_out_all", disabled=bool(out.all())):
            leave_out_all(opened, kind, rows)
        if st.button(f"Keep all {len(rows):,}", key="keep_all", disabled=not out.any()):
            bring_back(opened, rows["id"])
            st.rerun()


def leave_out_all(opened: Dataset, kind: str, rows: pd.DataFrame) -> None:
    """Adds the findings of a kind to what is left out, each with the engine's reason; refuses to leave nothing."""
    more = quarantine(rows, CleanSpec(dataset=opened.name, leave_out=(kind,)))
    try:
        leave_out(opened, more)
    except ValueError as refusal:
        st.error(plain(refusal))
    else:
        st.rerun()


def tiles(opened: Dataset, rows: pd.DataFrame) -> None:
    """Each finding as a card: its picture, beside it the picture it is like, and the note."""
    ids = np.unique(np.concatenate([rows["id"], rows.loc[rows["like"] >= 0, "like"]]))
    texts = dict(zip(ids, opened.frame(["text"], ids)["text"], strict=True))
    pictures = dict(zip(ids, opened.pictures(ids), strict=True))
    with st.container(horizontal=True, gap="small"):
        for row in rows.itertuples():
            twins = [row.id, row.like] if row.like >= 0 else [row.id]
            with st.container(border=True, width="content"):
                with st.container(horizontal=True, width="content", gap="small"):
                    for each in twins:
                        one(each, texts[each], pictures[each])
                st.caption(plain(row.note), width=SHOWN_WIDTH * len(twins))
