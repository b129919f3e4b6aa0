"""The table of all trained models."""

import pandas as pd
import streamlit as st

from engine.core.models.card import Card


def table(cards: dict[str, Card]) -> None:
    """All models in a table. A click on a row chooses that model."""
    rows = [row(name, card) for name, card in cards.items()]
    columns = ("name", "recipe", "dataset", "exact", "interval", "symbol", "parameters", "cpu", "created")
    st.dataframe(
        pd.DataFrame(rows, columns=columns),
        hide_index=True,
        on_select=lambda: take_row(list(cards)),
        selection_mode="single-row",
        key="shelf",
        column_config={
            "name": "Name",
            "recipe": "Recipe",
            "dataset": "Trained on",
            "exact": st.column_config.ProgressColumn(
                "Exact match", format="percent", min_value=0, max_value=1, help="On the validation part."
            ),
            "interval": st.column_config.TextColumn("95 % interval"),
            "symbol": st.column_config.NumberColumn(
                "Symbol accuracy", format="percent", help="On the validation part."
            ),
            "parameters": st.column_config.NumberColumn("Parameters", format="localized"),
            "cpu": st.column_config.NumberColumn("CPU-seconds", format="%.0f", help="Cost of the training."),
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
    """The 95 % interval of a model's exact match in words; "" if the card has none; for a final model, the reason."""
    if card.final:
        return "final: no score"
    ends = [card.scores.get(f"exact_match_{end}") for end in ("low", "high")]
    return "" if None in ends else f"{ends[0]:.1%} to {ends[1]:.1%}"


def take_row(names: list[str]) -> None:
    """Chooses the model of the clicked row."""
    rows = st.session_state["shelf"].selection.rows
    if rows:
        st.session_state["model"] = names[rows[0]]
