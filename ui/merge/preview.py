"""The preview of a merged dataset, and the result of merging."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names
from engine.core.jobs import record
from engine.merge.preview import taken_in, together
from engine.merge.spec import MergeSpec
from ui.pages import link, next_step
from ui.text import plain


def preview(spec: MergeSpec) -> None:
    """The chosen datasets, with their images and symbols in total."""
    table = taken_in(spec)
    images, symbols = together(table)
    st.subheader("Preview")
    st.caption("Excluded images are not merged. The column `source` says where each image came from.")
    st.dataframe(table, hide_index=True)
    with st.container(horizontal=True):
        st.metric("images in total", f"{images:,}", width="content")
        st.metric("symbols in total", f"{len(symbols):,}", width="content")
    st.text(symbols)


def result(job: record.View) -> None:
    """The result of a finished job: the new dataset, and how many images come from which."""
    merged = job.result.get("dataset")
    if merged not in dataset_names():
        return
    shares = ", ".join(f"{count:,} of {plain(name)}" for name, count in job.result["taken"].items())
    st.success(f"The dataset {plain(merged)} has {job.result['count']:,} images: {shares}.")
    if job.result.get("prepare"):
        st.info(plain(job.result["prepare"]), icon=":material/tune:")
    divided = job.result.get("split")
    if divided:
        st.info("It is already split: each image stays in its part.", icon=":material/content_cut:")
    with st.container(horizontal=True, vertical_alignment="center"):
        if divided:
            next_step("Train", "Next: train a model on it", dataset=merged)
            link("Split", "Split it again", dataset=merged)
        else:
            next_step("Split", "Next: split it", dataset=merged)
        link("Clean", "Find duplicates", dataset=merged)
        link("Explore", "Explore it", dataset=merged)
        link("Prepare", "Set its preprocessing", dataset=merged)
