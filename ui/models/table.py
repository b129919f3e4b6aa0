"""The trained models on one shelf: the table of all, those that are damaged, and renaming and deleting."""

import pandas as pd
import streamlit as st

from engine.core.models.card import Card


def table(found: dict[str, Card]) -> None:
    """All models in a table; a click on a row chooses that model."""
    rows = [row(name, card) for name, card in found.items()]
    columns = ("name", "recipe", "dataset", "exact", "interval", "symbol", "parameters", "cpu", "created")
    percent = {"format": "percent", "min_value": 0, "max_value": 1}
    st.dataframe(
        pd.DataFrame(rows, columns=columns),
        hide_index=True,
        on_select=lambda: take_row(list(found)),
        selection_mode="single-row",
        key="shelf",
        column_config={
            "name": "Name",
            "recipe": "Recipe",
            "dataset": "Trained on",
            "exact": st.column_config.ProgressColumn("Exact match", **percent, help="On the validation part."),
            "interval": st.column_config.TextColumn("95 % interval"),
            "symbol": st.column_config.NumberColumn("Symbols", format="percent"),
            "parameters": st.column_config.NumberColumn("Parameters", format="localized"),
            "cpu": st.column_config.NumberColumn("CPU s", format="%.0f"),
            "created": st.column_config.DatetimeColumn("Created", format="YYYY-MM-DD HH:mm"),
        },
        alt="The trained models",
    )


def row(name: str, card: Card) -> tuple:
    """One model as a row of the table."""
    exact, symbols = card.scores.get("exact_match"), card.scores.get("symbol_accuracy")
    created = pd.Timestamp(card.created)
    return (name, card.recipe, card.dataset, exact, interval(card), symbols, card.parameters, card.cpu_seconds, created)


def interval(card: Card) -> str:
    """The 95 % interval of a model's exact match in words; "" where the card has none, and why for a final model."""
    if card.final:
        return "final: no score"
    ends = [card.scores.get(f"exact_match_{end}") for end in ("low", "high")]
    return "" if None in ends else f"{ends[0]:.1%} to {ends[1]:.1%}"


def take_row(names: list[str]) -> None:
    """Makes the clicked row the chosen model."""
    rows = st.session_state["shelf"].selection.rows
    if rows:
        st.session_state["model"] = names[rows[0]]
