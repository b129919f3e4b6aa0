"""From what texts can be composed, and how the first of them look."""

import numpy as np
import streamlit as st

from engine import dataset
from engine.compose.run import preview as first
from engine.compose.spec import ComposeSpec
from ui.frame import plain
from ui.preview import sheet


def sources() -> list[str]:
    """The datasets whose every label is one symbol."""
    return [name for name in dataset.names() if dataset.open(name).info.lengths == (1, 1)]


@st.cache_data(max_entries=8, show_spinner=False)
def sample(spec_json: str, version: str, split: str) -> list[tuple[np.ndarray, str]]:
    """The first images of a spec with their texts; version and split tell one state of the source from another."""
    return [(image, row["text"]) for image, row in first(ComposeSpec.model_validate_json(spec_json))]


def preview(spec: ComposeSpec | None) -> bool:
    """Shows the first images of a spec; False, and why there are none, where it cannot be composed."""
    st.subheader("The first images")
    if spec is None:
        st.caption("They come back as soon as the settings fit together.")
        return False
    source = dataset.open(spec.dataset)
    try:
        sheet(sample(spec.model_dump_json(), source.info.fingerprint, source.split_fingerprint()))
    except (ValueError, FileNotFoundError) as mistake:
        st.error(plain(mistake))
        return False
    return True
