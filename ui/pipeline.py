"""The pipeline as a rail: what exists at each stage, what is missing, and what is next."""

from typing import NamedTuple

import streamlit as st

from engine import dataset, model, storage
from ui.frame import link, plain

MOST_NAMES = 4
IMAGES = ("Download", "Collect", "Generate", "Compose")
LEARNING = ("Train", "Sweep", "Forecast", "Models")
ORDER = ("Look", "Clean", "Relabel", "Merge", "Prepare", "Split", "Export")


class Stage(NamedTuple):
    """One stop of the rail: the pages that work on it, the things that are there, and what to do while none are."""

    title: str
    pages: tuple[str, ...]
    thing: str
    have: list[str]
    missing: str


def stages() -> list[Stage]:
    """The stops in the order in which the data flows."""
    sets, models = dataset.names(), model.names()
    divided = [name for name in sets if dataset.open(name).split_report()]
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
    return f"{name} (recipe)" if dataset.open(name).info.recipe else name


def readings(model_name: str) -> list[str]:
    """The datasets whose readings are stored with a model, and that still exist."""
    stored = {path.stem for path in (model.folder_of(model_name) / "predictions").glob("*.parquet")}
    return sorted(stored & set(dataset.names()))


def trained_on(dataset_name: str) -> list[str]:
    """The models that were trained on the dataset as it is split now."""
    split = dataset.open(dataset_name).split_fingerprint()
    return [name for name in model.names() if same_split(name, dataset_name, split)]


def same_split(model_name: str, dataset_name: str, split: str) -> bool:
    """Whether a model learned from this dataset under this split; a damaged model does not count."""
    try:
        card = model.card(model_name)
    except ValueError:
        return False
    return card.dataset == dataset_name and card.split_fingerprint == split


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
    return f"Everything lies in {plain(storage.home())}: one folder for each dataset, model and job."
