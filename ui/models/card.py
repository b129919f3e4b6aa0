"""A model's card, readable: scores, learning curves, what it reads, how it was made, its files."""

from typing import Any

import pandas as pd
import streamlit as st

from engine.core.charts import training
from engine.core.datasets import preprocessing
from engine.core.models.card import Card, read_history
from ui.figures import figure, share
from ui.frame import link
from ui.models.manage import list_files
from ui.text import plain


def show(name: str, card: Card) -> None:
    """The whole card of a model."""
    st.header(plain(name), divider="gray")
    scores(card)
    with st.container(horizontal=True):
        link("Classify", "Read pictures with it", model=name)
        link("Analyze", "Analyze its mistakes", model=name, dataset=card.dataset)
    curves({name: read_history(name)}, card)
    left, middle, right = st.columns(3, gap="medium")
    with left:
        st.subheader("What it reads")
        list_pairs(reading(card))
    with middle:
        st.subheader("How it was made")
        list_pairs(card.spec)
    with right:
        st.subheader("Files")
        list_files(name)
        st.subheader("Made with")
        list_pairs(card.versions)


def scores(card: Card) -> None:
    """The scores on the validation part, and what they cost."""
    if card.final:
        st.warning("A final model: it learned from all parts of its dataset, so there is no score on unseen images.")
    with st.container(horizontal=True):
        for key, label in (("exact_match", "Exact match (validation)"), ("symbol_accuracy", "Symbol accuracy")):
            if key in card.scores:
                share(label, card.scores, key)
        figure("Parameters", f"{card.parameters:,}", plain(card.recipe))
        figure("Training", f"{card.epochs} epochs", f"{card.cpu_seconds:,.0f} CPU-seconds")
        about = "The largest difference of a probability between model.tflite and model.keras on the same images."
        figure("Export parity", f"{card.parity:.0e}", "largest difference", about)


def curves(histories: dict[str, pd.DataFrame], card: Card) -> None:
    """The learning curves of one model, or of several over each other."""
    st.subheader("Learning curves")
    chance = {"symbol accuracy (%)": 1 / card.codec.classes, "exact match (%)": 1 / card.codec.classes**card.slots}
    for column, what in zip(st.columns(len(training.CURVES)), training.CURVES, strict=True):
        with column:
            figure = training.learning_curve(histories, what, chance.get(what))
            figure.update_layout(height=280 + 60 * (len(histories) - 1))  # room for a longer legend
            st.plotly_chart(
                figure, key=f"curve_{what}", config={"displayModeBar": False}, alt=f"{what} over the epochs"
            )


def reading(card: Card) -> dict[str, Any]:
    """What a model can read and how pictures reach it, in words."""
    return {
        "symbols": f"{len(card.alphabet)}: {card.alphabet}",
        "length": f"up to {card.slots}" if card.blank else str(card.slots),
        **preprocessing.in_words(card.preparation),
        "trained on": card.dataset,
        "created": f"{pd.Timestamp(card.created):%Y-%m-%d %H:%M}",
    }


def list_pairs(values: dict[str, Any]) -> None:
    """Names and values as a small table."""
    rows = [(name.replace("_", " "), words(value)) for name, value in values.items()]
    st.dataframe(
        pd.DataFrame(rows, columns=["name", "value"]),
        hide_index=True,
        height="content",
        column_config={"name": st.column_config.TextColumn("Name", width=110), "value": "Value"},
    )


def words(value: Any) -> str:
    """A setting as text: ranges and lists joined, yes and no, empty ones as a dash."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "-"
    return "-" if value in ("", None) else str(value)
