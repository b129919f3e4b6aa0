"""The road: what exists at each stage, with thumbnails, and which stage is next."""

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple, TypeVar

import streamlit as st

from engine.core.jobs import record
from engine.core.models.card import Card, cards
from engine.core.models.predictions import predicted_datasets
from engine.datasets import shelf, strips
from engine.datasets.shelf import Entry
from ui.pages import link, next_step
from ui.text import plain

SOON, LATER = 2.0, 10.0  # seconds between two looks while jobs run, and otherwise
MOST_SHOWN = 3  # things at each stage; the others are on the stage's page
MOST_ASKED = 20  # newest models whose predictions are looked for
T = TypeVar("T")


class Item(NamedTuple):
    """Something that exists: its name, what is said about it, the page that shows it, and the images that stand for it.

    query: the parameters of that page.
    """

    name: str
    about: str
    page: str
    query: dict[str, str]
    images: Entry | None = None


class Stop(NamedTuple):
    """One stage: its page, how many things there are of which kind, the newest of them, and what to do without any."""

    title: str
    total: int
    kind: str
    items: list[Item]
    missing: str


class Workspace(NamedTuple):
    """Datasets and models, newest first, and the pairs (model, dataset) of which there are predictions."""

    entries: dict[str, Entry]
    models: dict[str, Card]
    readings: list[tuple[str, str]]


def look() -> Workspace:
    """Looks at the workspace."""
    entries = shelf.entries()
    models = dict(sorted(cards().items(), key=lambda pair: pair[1].created, reverse=True))
    newest = list(models)[:MOST_ASKED]
    readings = [(model, read) for model in newest for read in predicted_datasets(model) if read in entries]
    return Workspace(entries, models, readings)


def stops(now: Workspace) -> list[Stop]:
    """The stages in the order in which the data flows."""
    every, split = list(now.entries.values()), [entry for entry in now.entries.values() if entry.parts]
    read = len(now.readings)
    return [
        Stop(
            "Datasets", len(every), "dataset", [dataset(entry) for entry in first(every)], "Bring images, or draw some."
        ),
        Stop(
            "Split",
            len(split),
            "split dataset",
            [parts(entry) for entry in first(split)],
            "Set images apart for tests.",
        ),
        Stop("Train", len(now.models), "model", [model(*pair) for pair in first(now.models.items())], "Train a model."),
        Stop("Classify", read, "reading", readings(now, "Classify"), "Read the test part, or new images."),
        Stop("Analyze", read, "result", readings(now, "Analyze"), "See where a model fails, and why."),
    ]


def first(things: Iterable[T]) -> list[T]:
    """The things that are shown."""
    return list(islice(things, MOST_SHOWN))


def dataset(entry: Entry) -> Item:
    """A dataset on the road."""
    about = f"{entry.info.count:,} images" + (", on the fly" if entry.info.on_the_fly else "")
    return Item(entry.name, about, "Datasets", {"dataset": entry.name}, entry)


def parts(entry: Entry) -> Item:
    """A split dataset on the road."""
    return Item(entry.name, " / ".join(f"{n:,}" for n in entry.parts.values()), "Split", {"dataset": entry.name}, entry)


def model(name: str, card: Card) -> Item:
    """A model on the road."""
    score = card.scores.get("exact_match")
    about = "final: no score" if score is None else f"{score:.1%} exact (validation)"
    return Item(name, about, "Models", {"model": name})


def readings(now: Workspace, page: str) -> list[Item]:
    """The newest readings on the road, each leading to a page."""
    return [
        Item(model, f"on {read}", page, {"model": model, "dataset": read}, now.entries[read])
        for model, read in first(now.readings)
    ]


def road() -> None:
    """The stages side by side, looked at again and again, so that what other windows and commands make is seen."""
    st.fragment(draw_road, run_every=SOON if record.active_views() else LATER)()


def draw_road() -> None:
    """One look at the road. The first stage without anything is next."""
    stages = stops(look())
    following = next((stop.title for stop in stages if not stop.total), None)
    with st.container(key="road_home"):
        for column, stop in zip(st.columns(len(stages)), stages, strict=True):
            with column.container(border=True, height="stretch", gap="xsmall", key=f"stage_{stop.title.lower()}"):
                draw(stop, stop.title == following)


def draw(stop: Stop, is_next: bool) -> None:
    """One stage as a card."""
    link(stop.title, f"**{stop.title}**")
    if not stop.total:
        st.caption(stop.missing)
        if stop.title == "Datasets":
            link("Collect")
            link("Generate")
        elif is_next:
            next_step(stop.title, f"Next: {stop.title.lower()}", key=f"next_{stop.title.lower()}")
        return
    st.caption(f"{stop.total:,} {stop.kind}{'s' if stop.total != 1 else ''}")
    for item in stop.items:
        show(item)


def show(item: Item) -> None:
    """One thing: a strip of its images, its name as a link, and what is said about it."""
    if item.images and (strip := strips.kept(item.images) or strips.draw(item.images)):
        st.image(strip, width="stretch", alt=f"Images of {item.images.name}")
    link(item.page, plain(item.name), icon=None, **item.query)
    st.caption(plain(item.about))
