"""What merging takes in, and what came of it."""

import pandas as pd
import streamlit as st

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.jobs import record
from engine.merge.spec import MergeSpec
from ui.frame import link
from ui.text import plain


def preview(spec: MergeSpec) -> None:
    """The chosen datasets, and what they have together."""
    known = [open_dataset(name) for name in spec.dataset if name in dataset_names()]
    rows = [(each.name, each.info.count - len(each.quarantine()), each.info.kind, each.info.alphabet) for each in known]
    table = pd.DataFrame(rows, columns=["dataset", "images", "kind", "symbols"])
    symbols = sorted(set("".join(table["symbols"])))
    st.subheader("What would be merged")
    st.caption("Images that cleaning left out are not taken in. The column source keeps where each image came from.")
    st.dataframe(table, hide_index=True)
    with st.container(horizontal=True):
        st.metric("images together", f"{table['images'].sum():,}", width="content")
        st.metric("symbols together", f"{len(symbols):,}", width="content")
    st.code("".join(symbols), language=None, wrap_lines=True)


def result(job: record.View) -> None:
    """What came of a finished job: every image that was taken in, by dataset."""
    made = job.result.get("dataset")
    if made not in dataset_names():
        return
    shares = ", ".join(f"{count:,} of {plain(name)}" for name, count in job.result["taken"].items())
    st.success(f"The dataset {plain(made)} holds {job.result['count']:,} images: {shares}.")
    if job.result.get("prepare"):
        st.info(plain(job.result["prepare"]), icon=":material/tune:")
    divided = job.result.get("split")
    if divided:
        st.info("It is split already: each image stays in its part.", icon=":material/content_cut:")
    with st.container(horizontal=True):
        if divided:
            link("Train", "Next: train on it", dataset=made)
        link("Split", "Split it anew" if divided else "Next: split it", dataset=made)
        link("Clean", "Look for duplicates", dataset=made)
        link("Explore", "Look at it", dataset=made)
        link("Prepare", "Choose steps of preparation", dataset=made)
