"""The button that runs the whole pipeline as one chain of jobs: generate, split, train, classify."""

from typing import Any, NamedTuple

import streamlit as st

from engine.core.jobs import control, record
from engine.core.jobs.names import free_name
from engine.core.models.card import model_names
from engine.spec import Spec, read
from engine.verbs import spec_class
from ui.frame import link
from ui.home.chain import chain
from ui.text import plain
from ui.url import ask, asked, asked_among

NAME = "try-it"


class Size(NamedTuple):
    """The amount of work of a chain: images to draw, and epochs of training (None: as many as suit)."""

    images: int
    epochs: int | None
    about: str


SIZES = {
    "full": Size(10_000, None, "10,000 images"),
    "small": Size(2_000, 15, "2,000 images: faster, but less accurate"),
    "tiny": Size(300, 2, "300 images: a quick smoke test"),
}


def requests(name: str, size: Size) -> list[tuple[str, Spec]]:
    """The steps of the chain, each a verb with its spec."""
    wanted: dict[str, dict[str, Any]] = {
        "generate": {"name": name, "count": size.images, "symbols": "0123456789", "length": 4, "seed": 7},
        "split": {"dataset": name, "seed": 1},
        "train": {"dataset": name, "name": name, "recipe": "slotnet", "epochs": size.epochs, "seed": 1},
        "classify": {"model": name, "dataset": name, "part": "test"},
    }
    return [(verb, read(spec_class(verb), values)) for verb, values in wanted.items()]


def try_it() -> None:
    """The button with the size of the chain, the progress of the chain, and its outcome."""
    st.subheader("Try it")
    st.write(
        "Run the whole pipeline once: draw captchas of four digits, split them, train a model, and read the test part."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        start = asked_among("size", list(SIZES), "size") or "full"
        size = st.selectbox(
            "Size",
            list(SIZES),
            list(SIZES).index(start),
            format_func=lambda key: SIZES[key].about,
            key="size",
            width=320,
        )
        if st.button("Try it", type="primary", icon=":material/auto_awesome:", key="try_it"):
            ask("chain", control.chain(requests(free_name(NAME, "dataset", "model"), SIZES[size]))[0])
            st.rerun()
    first = asked("chain") or control.newest_chain()
    if first:
        try:
            jobs = control.chain_of(first)
        except FileNotFoundError as missing:
            st.warning(plain(missing), icon=":material/link_off:")
            return
        chain(first)
        if all(job.state == "done" for job in jobs):
            outcome(jobs[-1])


def outcome(last: record.View) -> None:
    """The score of a finished chain, and links to what comes next."""
    if last.verb != "classify" or last.spec["model"] not in model_names():
        return
    result, name = last.result, last.spec["model"]
    st.success(f"The model {plain(name)} read {result['right']:,} of {result['n']:,} unseen captchas correctly.")
    with st.container(horizontal=True):
        link("Analyze", "Next: see where it fails", model=name, dataset=last.spec["dataset"], part=last.spec["part"])
        link("Classify", "Read an image of your own", model=name)
        link("Models", "Model card", model=name)
