"""The bin of deleted datasets: what it holds, restoring, emptying."""

import streamlit as st

from engine.core.jobs.names import free_name
from engine.datasets import bin
from ui.datasets.manage import show
from ui.text import plain, size

MOST_LISTED = 30


def bin_of_datasets() -> None:
    """The deleted datasets, each with a button that restores it, and one that deletes them for good."""
    entries = bin.binned()
    if not entries:
        return
    total = size(sum(entry.bytes for entry in entries))
    with st.expander(f"Bin: {len(entries)} deleted dataset{'s' if len(entries) != 1 else ''}, {total}"):
        for entry in entries[:MOST_LISTED]:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button(
                    "Restore",
                    key=f"restore_{entry.id}",
                    icon=":material/restore_from_trash:",
                    on_click=restore,
                    args=(entry,),
                )
                st.markdown(f"**{plain(entry.name)}**, {size(entry.bytes)}, deleted {entry.deleted:%Y-%m-%d %H:%M}")
        if len(entries) > MOST_LISTED:
            st.caption(f"{len(entries) - MOST_LISTED} more, deleted earlier.")
        if st.button("Empty the bin", key="empty_bin", icon=":material/delete_forever:"):
            confirm(len(entries), total)


def restore(entry: bin.Binned) -> None:
    """Takes a dataset out of the bin and shows it, under a free name if another dataset has its own by now."""
    try:
        show(bin.restore(entry, free_name(entry.name, "dataset")))
    except (ValueError, FileExistsError, FileNotFoundError) as refusal:
        st.session_state["dataset_refusal"] = str(refusal)


@st.dialog("Empty the bin?")
def confirm(count: int, total: str) -> None:
    """Deletes what is in the bin after a second click."""
    st.markdown(f"This permanently deletes {count} dataset{'s' if count != 1 else ''} and frees {total}.")
    with st.container(horizontal=True):
        if st.button("Delete permanently", type="primary", key="really_empty_bin", on_click=empty):
            st.rerun()
        if st.button("Cancel", key="keep_bin"):
            st.rerun()


def empty() -> None:
    """Empties the bin."""
    bin.empty_bin()
