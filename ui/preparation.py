"""The input of a net: a dataset's images after preprocessing."""

import streamlit as st

from engine.core.datasets import preprocessing
from engine.core.datasets.dataset import Dataset
from engine.imaging.preprocess import Preparation, Preprocessing
from ui.frame import link
from ui.text import plain


def in_use(source: Dataset) -> Preprocessing | None:
    """The preprocessing in use: stored with a dataset, or found from its images.

    None, with a sentence on the page, if its file is damaged.
    """
    try:
        return preprocessing.preprocessing_of(source)
    except ValueError as damage:
        st.error(plain(damage))
        return None


def seen_by_a_net(source: Dataset) -> None:
    """A line with the preprocessing of a dataset's images, and a link to change it."""
    if now := in_use(source):
        preparation = resolved(source.name, source.state(), now.model_dump_json())
        st.caption(f"Input: {plain(preprocessing.words(preparation))}.")
    link("Prepare", "Change in Prepare", dataset=source.name)


@st.cache_data(max_entries=32, show_spinner=False)
def resolved(name: str, state: str, steps_json: str) -> Preparation:
    """The preprocessing, with the image size that a training would use."""
    return preprocessing.preparation_for(Dataset(name), Preprocessing.model_validate_json(steps_json))
