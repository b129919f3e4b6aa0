"""What a net will see first: the exact batch, from the functions that training uses."""

import numpy as np
import streamlit as st

from engine.core.datasets.dataset import Dataset, open_dataset
from engine.train.data.material import first_batch
from engine.train.spec import TrainSpec
from ui.preview import sheet
from ui.text import plain

SHOWN = 24
ELSEWHERE = {"name": "m", "epochs": None, "patience": 0, "learning_rate": None}  # these change nothing of a picture


@st.cache_data(max_entries=16, show_spinner=False)
def batch(spec_json: str, *_versions: str) -> tuple[np.ndarray, list[str]]:
    """The first batch of a spec, made once for each version of dataset and split."""
    spec = TrainSpec.model_validate_json(spec_json)
    return first_batch(open_dataset(spec.dataset), spec)


def show(spec: TrainSpec | None, source: Dataset) -> bool:
    """Shows the first batch; returns whether it can be trained so, with a sentence on the page where it cannot."""
    st.subheader("What the net sees")
    if spec is None:
        st.caption("The first images come back as soon as the settings fit together.")
        return False
    seen = spec.model_copy(update=ELSEWHERE).model_dump_json()
    try:
        images, texts = batch(seen, source.info.fingerprint, source.split_fingerprint())
    except (ValueError, FileNotFoundError) as mistake:
        st.error(plain(mistake))
        return False
    height, width, channels = images.shape[1:]
    more = f"; {SHOWN} of them here" if len(images) > SHOWN else ""
    mode = "grey" if channels == 1 else "colour"
    st.caption(f"The first {len(images)} images, {width} × {height} pixels in {mode}, changed as they will be{more}.")
    sheet(zip(images[:SHOWN], texts[:SHOWN], strict=True), key="first_batch")
    return True
