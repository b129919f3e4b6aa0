"""Two models side by side: scores, the settings that differ, and the learning curves over each other."""

from typing import Any

import pandas as pd
import streamlit as st

from engine.core.models.card import Card, read_history
from ui.models.card import curves, reading, scores, words
from ui.text import plain
from ui.url import asked_among


def choose_other(found: dict[str, Card], name: str) -> str | None:
    """The model to compare with; None while there is none."""
    others = [other for other in found if other != name]
    asked_among("other", others, "model to compare with")
    return st.selectbox(
        "Compare with",
        others,
        index=None,
        key="other",
        bind="query-params",
        placeholder="another model" if others else "there is no other model yet",
        disabled=not others,
    )


def show(one: str, other: str, found: dict[str, Card]) -> None:
    """Two models, side by side."""
    for column, name in zip(st.columns(2, gap="large"), (one, other), strict=True):
        with column:
            st.header(plain(name), divider="gray")
            scores(found[name])
    curves({name: read_history(name) for name in (one, other)}, found[one])
    st.subheader("Settings that differ")
    rows = differences(found[one], found[other])
    if rows.empty:
        st.info("None: recipe, settings, dataset and split are the same.")
        return
    st.dataframe(rows.set_axis(["setting", one, other], axis=1), hide_index=True, alt="Settings that differ")


def settings(card: Card) -> dict[str, Any]:
    """All that makes one model another: the training's settings, what it reads, and what it was trained on."""
    known = {"parameters": card.parameters, **card.spec, "recipe": card.recipe, "epochs": card.epochs, **reading(card)}
    known |= {
        "version of the dataset": card.dataset_fingerprint[:8],
        "version of the split": card.split_fingerprint[:8],
    }
    return {key: known[key] for key in known if key not in ("name", "dataset", "created")}


def differences(one: Card, other: Card) -> pd.DataFrame:
    """The settings in which two cards differ: setting, one, other."""
    left, right = settings(one), settings(other)
    rows = [
        (key.replace("_", " "), words(left.get(key)), words(right.get(key)))
        for key in {**left, **right}
        if left.get(key) != right.get(key)
    ]
    return pd.DataFrame(rows, columns=["setting", "one", "other"])
