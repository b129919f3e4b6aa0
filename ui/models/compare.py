"""Two models side by side: scores, the settings that differ, and learning curves in the same charts."""

import pandas as pd
import streamlit as st

from engine.core.models.card import Card
from engine.core.models.description import differences
from ui.models.card import curves, scores, setting_title, words
from ui.models.same_images import about_scores, same_images
from ui.text import plain
from ui.url import asked_among


def choose_other(cards: dict[str, Card], name: str) -> str | None:
    """A select box for the model to compare with; None if none is chosen."""
    others = [other for other in cards if other != name]
    asked_among("other", others, "model to compare with")
    return st.selectbox(
        "Compare with",
        others,
        index=None,
        key="other",
        bind="query-params",
        placeholder="another model" if others else "no other model yet",
        disabled=not others,
    )


def show(first: str, second: str, cards: dict[str, Card]) -> None:
    """Two models, side by side."""
    for column, name in zip(st.columns(2, gap="large"), (first, second), strict=True):
        with column:
            st.header(plain(name), divider="gray")
            scores(cards[name])
    about_scores(cards[first], cards[second])
    same_images(first, second, cards)
    curves({name: cards[name] for name in (first, second)})
    st.subheader("Settings that differ")
    differing = differences(cards[first], cards[second])
    if not differing:
        st.info("None: recipe, settings, dataset and split are the same.")
        return
    rows = [(setting_title(pair.setting), words(pair.value), words(pair.other)) for pair in differing]
    table = pd.DataFrame(rows, columns=["setting", first, second])
    st.dataframe(table, hide_index=True, alt="Settings that differ")
