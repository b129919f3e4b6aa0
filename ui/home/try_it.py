"""The trial of the whole pipeline as one chain of jobs: generate, split, train, classify."""

from typing import Any, NamedTuple

import streamlit as st

from engine.core.jobs import control, record
from engine.core.models.card import model_names
from engine.core.storage.files import DamagedFileError
from engine.spec import Spec, read
from engine.verbs import spec_class
from ui.home.chain import chain
from ui.pages import link, next_step
from ui.text import plain
from ui.url import asked

NAME = "try-it"


class Size(NamedTuple):
    """The amount of work of a chain: images to draw, epochs of training (None: as many as suit), and both in words."""

    images: int
    epochs: int | None
    about: str
    use: str


SIZES = {
    "full": Size(10_000, None, "10,000 images", "a few minutes"),
    "small": Size(2_000, 15, "2,000 images", "faster, but less accurate"),
    "tiny": Size(300, 2, "300 images", "a quick smoke test"),
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


def trial() -> bool:
    """The progress of the trial in the link, or else of the newest, and its outcome; whether there is one."""
    first = asked("chain") or control.newest_chain()
    if not first:
        return False
    try:
        jobs = control.chain_of(first)
    except (FileNotFoundError, DamagedFileError) as missing:
        st.warning(plain(missing), icon=":material/link_off:")
        return False
    if all(job.state == "done" for job in jobs):
        outcome(jobs[-1])
    chain(first)
    return True


def outcome(last: record.View) -> None:
    """The score of a finished chain, and links to what comes next."""
    if last.verb != "classify" or last.spec["model"] not in model_names():
        return
    result, name = last.result, last.spec["model"]
    st.success(f"The model {plain(name)} read {result['right']:,} of {result['n']:,} unseen captchas correctly.")
    with st.container(horizontal=True, vertical_alignment="center"):
        query = {"model": name, "dataset": last.spec["dataset"], "part": last.spec["part"]}
        next_step("Analyze", "Next: see where it fails", **query)
        link("Classify", "Read an image of your own", model=name)
        link("Models", "Model card", model=name)
