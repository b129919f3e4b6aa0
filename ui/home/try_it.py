"""The button that shows everything at once: captchas are drawn, split, learned and read, as one chain of jobs."""

from typing import NamedTuple

import streamlit as st

from engine.core.jobs import control, record
from engine.core.models.card import model_names
from engine.spec import Spec, read
from engine.verbs import spec_class
from ui.choices import free_name
from ui.frame import link
from ui.home.chain import chain, chain_of, newest_chain
from ui.text import plain
from ui.url import ask, asked, asked_among

NAME = "try-it"


class Size(NamedTuple):
    """How much work the chain is: images to draw, and looks at them while training (None: as many as suit)."""

    images: int
    epochs: int | None
    about: str


SIZES = {
    "full": Size(10_000, None, "10,000 images"),
    "small": Size(2_000, 15, "2,000 images: quick, but reads less well"),
    "tiny": Size(300, 2, "300 images: only to see that it works"),
}


def requests(name: str, size: Size) -> list[tuple[str, Spec]]:
    """The chain's steps: which verb, with which spec."""
    wanted = {
        "generate": {"name": name, "count": size.images, "symbols": "0123456789", "length": 4, "seed": 7},
        "split": {"dataset": name, "seed": 1},
        "train": {"dataset": name, "name": name, "recipe": "slotnet", "epochs": size.epochs, "seed": 1},
        "classify": {"model": name, "dataset": name, "part": "test"},
    }
    return [(verb, read(spec_class(verb), values)) for verb, values in wanted.items()]


def try_it() -> None:
    """The button with the size of the chain, then the chain itself and what to look at when it is done."""
    st.subheader("Try it")
    st.write(
        "Draw captchas of four digits, split them, train a recogniser and read the test part, one after the other."
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
    first = asked("chain") or newest_chain()
    if first:
        try:
            found = chain_of(first)
        except FileNotFoundError as missing:
            st.warning(plain(missing), icon=":material/link_off:")
            return
        chain(first)
        if all(each.state == "done" for each in found):
            outcome(found[-1])


def outcome(last: record.View) -> None:
    """Where to go when a chain that ended with a reading is done."""
    if last.verb != "classify" or last.spec["model"] not in model_names():
        return
    result, name = last.result, last.spec["model"]
    st.success(f"{plain(name)} read {result['right']:,} of {result['n']:,} unseen captchas without a mistake.")
    with st.container(horizontal=True):
        link("Analyze", "See where it fails", model=name, dataset=last.spec["dataset"], part=last.spec["part"])
        link("Classify", "Read an image of your own", model=name)
        link("Models", "The model's card", model=name)
