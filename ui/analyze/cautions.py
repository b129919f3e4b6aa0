"""Sentences on what a score does not say."""

import streamlit as st

from engine.core.datasets import preprocessing
from engine.core.datasets.corrections import same_pictures
from engine.core.datasets.dataset import Dataset
from engine.core.models.card import read_card
from ui.text import plain


def cautions(model_name: str, source: Dataset, part: str) -> None:
    """Warns where the numbers flatter: images the model was trained on, or a split that is no longer the model's.

    Tells also how the model sees the pictures, where that is not as they are shown.
    """
    try:
        card = read_card(model_name)
    except ValueError as damage:
        st.warning(plain(damage))
        return
    if card.preparation.by_ink or card.preparation.blur != "none":
        st.caption(
            f"The model sees every picture prepared: {plain(preprocessing.words(card.preparation))}. The pictures "
            "below are the dataset's own."
        )
    if not same_pictures(card.dataset_fingerprint, source.info.fingerprint):
        return
    if card.dataset_fingerprint != source.info.fingerprint:
        st.info(
            "Labels were corrected, or corrections taken back, after the model was trained: it learned from other "
            "labels than it is judged by here. Train again to learn from these.",
            icon=":material/spellcheck:",
        )
    if card.final:
        st.warning(
            "This is a final model: it learned from all parts of this dataset, the test part too. These numbers say "
            "how well it remembers; only other images can tell how well it reads."
        )
    elif part in ("train", "all"):
        st.warning(
            "The model was trained on images of this part: these numbers say how well it remembers, not how well it "
            "reads new images. Choose the test part for that."
        )
    elif card.split_fingerprint != source.split_fingerprint():
        st.warning(
            f"The dataset was split anew after the model was trained: it may know images of the {part} part. "
            "Train again on the new split, or do not trust these numbers."
        )
