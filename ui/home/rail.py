"""The pipeline as a rail: what exists at each stage, what is missing, and what is next."""

from typing import NamedTuple

import streamlit as st

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.models.card import model_names
from engine.core.models.predictions import predicted_datasets
from engine.core.storage import paths
from ui.frame import link
from ui.text import plain

MOST_NAMES = 4
IMAGES = ("Download", "Collect", "Generate", "Compose")
TRAINING = ("Train", "Sweep", "Forecast", "Models")
DATASET = ("Explore", "Clean", "Relabel", "Merge", "Prepare", "Split", "Export")


class Stage(NamedTuple):
    """One stop of the rail: its pages, the things that exist, and what to do while there are none."""

    title: str
    pages: tuple[str, ...]
    thing: str
    have: list[str]
    missing: str


def stages() -> list[Stage]:
    """The stops in the order in which the data flows."""
    datasets, models = dataset_names(), model_names()
    divided = [name for name in datasets if open_dataset(name).split_report()]
    read = [f"{name} on {dataset}" for name in models for dataset in predicted_datasets(name)]
    return [
        Stage("Images", IMAGES, "dataset", [titled(name) for name in datasets], "Collect or generate labelled images."),
        Stage("Dataset", DATASET, "split dataset", divided, "Clean a dataset and split it into three parts."),
        Stage("Training", TRAINING, "model", models, "Train a model on a split dataset."),
        Stage("Reading", ("Classify",), "dataset read", read, "Read the test part, or new images, with a model."),
        Stage("Analysis", ("Analyze",), "result", read, "See where a model fails on images that it has read."),
    ]


def titled(name: str) -> str:
    """A dataset's name, and whether it is drawn on the fly."""
    return f"{name} (on the fly)" if open_dataset(name).info.on_the_fly else name


def rail() -> None:
    """The stops side by side. The first empty one is marked as next."""
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
    """Where the files are, as Markdown."""
    return f"Your files are in {plain(paths.workspace())}."
