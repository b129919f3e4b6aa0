"""What a net will see of a dataset's images."""

import streamlit as st

from engine.core.datasets import preprocessing
from engine.core.datasets.dataset import Dataset
from engine.core.storage.folders import modified_at
from engine.imaging.preprocess import Preparation, Steps
from ui.frame import link
from ui.text import plain


def stored(source: Dataset) -> Steps | None:
    """The steps stored with a dataset; None, and a sentence on the page, where their file is damaged."""
    try:
        return preprocessing.steps_of(source)
    except ValueError as damage:
        st.error(plain(damage))
        return None


def seen_by_a_net(source: Dataset) -> None:
    """One line that says how the pictures of a dataset reach a net, and the way to change that."""
    if now := stored(source):
        st.caption(f"A net sees {plain(preprocessing.words(resolved(*version(source), now.model_dump_json())))}.")
    link("Prepare", "Change that", dataset=source.name)


def version(source: Dataset) -> tuple[str, str, int]:
    """Tells one state of a dataset from another: its name, content, and when something was last left out."""
    return source.name, source.info.fingerprint, modified_at(source.folder / "quarantine.parquet")


@st.cache_data(max_entries=32, show_spinner=False)
def resolved(name: str, content: str, left_out: int, steps_json: str) -> Preparation:
    """The steps with the size that a training would take."""
    return preprocessing.preparation_for(Dataset(name), Steps.model_validate_json(steps_json))
