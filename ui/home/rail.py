"""The pipeline as a rail: what exists at each stage, what is missing, and what is next."""

from typing import NamedTuple

import streamlit as st

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.models.card import model_names
from engine.core.models.lineage import readings
from engine.core.storage import paths
from ui.frame import link
from ui.text import plain

MOST_NAMES = 4
IMAGES = ("Download", "Collect", "Generate", "Compose")
LEARNING = ("Train", "Sweep", "Forecast", "Models")
ORDER = ("Explore", "Clean", "Relabel", "Merge", "Prepare", "Split", "Export")


class Stage(NamedTuple):
    """One stop of the rail: the pages that work on it, the things that are there, and what to do while none are."""

    title: str
    pages: tuple[str, ...]
    thing: str
    have: list[str]
    missing: str


def stages() -> list[Stage]:
    """The stops in the order in which the data flows."""
    sets, models = dataset_names(), model_names()
    divided = [name for name in sets if open_dataset(name).split_report()]
    read = [f"{name} on {each}" for name in models for each in readings(name)]
    return [
        Stage("Images", IMAGES, "dataset", [titled(name) for name in sets], "Collect or generate labelled images."),
        Stage("Order", ORDER, "split dataset", divided, "Clean a dataset, and divide it into three parts."),
        Stage("Learning", LEARNING, "model", models, "Train a model on a split dataset."),
        Stage("Reading", ("Classify",), "stored reading", read, "Let a model read the test part, or new images."),
        Stage("Insight", ("Analyze",), "result", read, "See where a model fails, once it has read."),
    ]


def titled(name: str) -> str:
    """A dataset's name, and whether it is a recipe."""
    return f"{name} (recipe)" if open_dataset(name).info.recipe else name


def rail() -> None:
    """The stops beside each other; the first one that is empty is marked as the next."""
    stops = stages()
    following = next((stop.title for stop in stops if not stop.have), None)
    for number, (column, stop) in enumerate(zip(st.columns(len(stops)), stops, strict=True), 1):
        with column.container(border=True, height="stretch", gap="xsmall", key=f"stage_{number}"):
            draw(number, stop, stop.title == following)


def draw(number: int, stop: Stage, is_next: bool) -> None:
    """One stop as a card."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(f"{number} · {stop.title}", width="content")
        if is_next:
            st.badge("next", color="primary")
    for title in stop.pages:
        link(title)
    if not stop.have:
        st.caption(stop.missing)
        return
    more = f", and {len(stop.have) - MOST_NAMES} more" if len(stop.have) > MOST_NAMES else ""
    st.markdown(f"**{len(stop.have)}** {stop.thing}{'s' if len(stop.have) != 1 else ''}")
    st.caption(plain(", ".join(stop.have[:MOST_NAMES])) + more)


def workspace() -> str:
    """Where everything lies, for Markdown."""
    return f"Everything lies in {plain(paths.workspace())}: one folder for each dataset, model and job."
