"""A dataset's card: what it holds, where it comes from, which models learned from it, and the tools for it."""

import streamlit as st

from engine.core.datasets.renames import earlier_names
from engine.datasets import shelf
from engine.datasets.shelf import Entry
from ui.figures import between, figure
from ui.pages import link, next_step
from ui.text import plain, size

TOOLS = ("Explore", "Clean", "Relabel", "Prepare", "Merge", "Compose", "Export")


def show(entry: Entry, models: list[str]) -> None:
    """The whole card of a dataset."""
    st.header(plain(entry.name), divider="gray")
    figures(entry)
    st.markdown(f"{plain(origin(entry))}.")
    st.text(entry.info.alphabet)
    with st.container(horizontal=True, vertical_alignment="center", key="dataset_tools"):
        if entry.parts:
            next_step("Train", "Next: train a model on it", dataset=entry.name)
            link("Split", "Split it again", dataset=entry.name)
        else:
            next_step("Split", "Next: split it", dataset=entry.name)
        for title in TOOLS:
            if title != "Compose" or entry.info.lengths == (1, 1):
                link(title, dataset=entry.name)
    if models:
        st.subheader("Models trained on it")
        with st.container(horizontal=True):
            for model in models:
                link("Models", plain(model), model=model)


def figures(entry: Entry) -> None:
    """The numbers of a dataset in boxes."""
    info = entry.info
    with st.container(horizontal=True):
        figure("Images", f"{info.count:,}", "drawn on the fly" if info.on_the_fly else size(entry.bytes))
        figure("Symbols", f"{len(info.alphabet)}", f"{between(info.lengths)} per label")
        figure("Size", f"{between(info.width)} × {between(info.height)}", "pixels")
        for part, count in entry.parts.items():
            figure(part.capitalize(), f"{count:,}", "images")


def origin(entry: Entry) -> str:
    """When a dataset was made, from what, and its earlier names, in words."""
    made = shelf.made_from(entry.info)
    earlier = earlier_names(entry.folder)
    was = f"; earlier named {', '.join(earlier)}" if earlier else ""
    return f"{made[:1].upper()}{made[1:]} on {entry.info.created[:10]}{was}"
