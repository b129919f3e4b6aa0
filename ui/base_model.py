"""Offers the pre-trained model that comes with Glyphlab, with which images are read before any training."""

import streamlit as st

from engine.core.models.card import BASE, model_folder, model_names


def offer_base() -> None:
    """A button that adds the pre-trained model to the workspace, unless it is there."""
    if BASE in model_names():
        return
    st.button(
        f"Read without training: add {BASE}", key="add_base", icon=":material/bolt:", on_click=add_base,
        help="A small model that comes with Glyphlab. It reads texts of 1 to 8 printable symbols in many styles, with "
        "mistakes; the symbols and the length that you know make it surer.",
    )  # fmt: skip


def add_base() -> None:
    """Copies the pre-trained model into the workspace."""
    model_folder(BASE)
