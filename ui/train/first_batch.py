"""The first batch of a training, made by the functions that training uses."""

import numpy as np
import streamlit as st

from engine.core.datasets.dataset import Dataset, open_dataset
from engine.train.data.material import first_batch
from engine.train.spec import TrainSpec
from ui.preview import sheet
from ui.text import plain

SHOWN = 24
WITHOUT_EFFECT = {"name": "m", "epochs": None, "patience": 0, "learning_rate": None}  # on the images of a batch


@st.cache_data(max_entries=16, show_spinner=False)
def batch(spec_json: str, state: str) -> tuple[np.ndarray, list[str]]:
    """The first batch of a spec, made once for each state of its dataset."""
    spec = TrainSpec.model_validate_json(spec_json)
    return first_batch(open_dataset(spec.dataset), spec)


def show(spec: TrainSpec | None, source: Dataset) -> bool:
    """Shows the first batch. Returns whether the settings can be trained with; if not, the page says why."""
    st.subheader("Training images")
    if spec is None:
        st.caption("Shown once the settings are valid.")
        return False
    try:
        images, texts = batch(spec.model_copy(update=WITHOUT_EFFECT).model_dump_json(), source.state())
    except (ValueError, FileNotFoundError) as mistake:
        st.error(plain(mistake))
        return False
    images, texts = images[:SHOWN], texts[:SHOWN]
    height, width, channels = images.shape[1:]
    mode = "greyscale" if channels == 1 else "colour"
    st.caption(
        f"{len(images)} training images as the model sees them, with augmentation: {width} × {height} px, {mode}."
    )
    sheet(zip(images, texts, strict=True), key="first_batch")
    return True
