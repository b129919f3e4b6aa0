"""Sentences on what a score does not say."""

import streamlit as st

from engine.analyze import cautions as analyze_cautions
from engine.core.datasets import preprocessing
from engine.core.datasets.dataset import Dataset
from engine.core.models.card import read_card
from ui.text import plain

WARNINGS = {
    "final": "This final model was trained on all parts of this dataset, the test part included. These scores show "
    "how well it remembers. Only other images can show how well it reads.",
    "training part": "The model was trained on images of this part. These scores show how well it remembers, not how "
    "well it reads new images. Choose the test part for that.",
    "another split": "The dataset was split again after the training, so the model may have seen images of the {part} "
    "part and the scores may look too good. Train again on the new split.",
}


def cautions(model_name: str, source: Dataset, part: str) -> None:
    """Warns if scores look too good: images that the model was trained on, or another split than the model's.

    Also describes the preprocessing, if the model does not see the images as they are shown.
    """
    try:
        card = read_card(model_name)
    except ValueError as damage:
        st.warning(plain(damage))
        return
    for caution in analyze_cautions.cautions(card, source, part):
        if caution == "prepared":
            st.caption(
                f"The model sees preprocessed images: {plain(preprocessing.words(card.preparation))}. The images "
                "below are the originals."
            )
        elif caution == "other labels":
            st.info(
                "Labels were corrected, or corrections undone, after the training. These scores use the present "
                "labels. Train again to learn from them.",
                icon=":material/spellcheck:",
            )
        else:
            st.warning(WARNINGS[caution].format(part=part))
