"""Reading images right on the page, with models kept in memory, and what may be accepted of it."""

import threading
from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from engine.classify.prediction import Answer, read_image
from engine.core.models.card import net_state, read_card
from engine.core.models.decoding.constraint import ANY, Constraint, Possible
from engine.core.models.predictor import Predictor, possible_for
from engine.core.models.trust.trust import Trust, trust_in
from engine.imaging.decode import UnreadableError
from ui.classify.sources import ImageFile
from ui.text import plain

IN_MEMORY = 4  # models


class Read(NamedTuple):
    """An image and what was read in it. An unreadable file has a problem, in one sentence, and no answer."""

    image_file: ImageFile
    answer: Answer | None
    problem: str


class Ready(NamedTuple):
    """A loaded model, and the lock that keeps two visitors from using it at once."""

    predictor: Predictor
    lock: threading.Lock


class Readings(NamedTuple):
    """What a model read in several images, and how far it can be trusted. suspended: why its promise does not hold."""

    model: str
    trust: Trust
    reads: list[Read]
    suspended: str = ""

    def verdict(self, answer: Answer | None) -> str:
        """Whether a text is accepted, in words; "" without a promise."""
        accepted = self.trust.accepts(answer.confidence, answer.notice) if answer else None
        return "" if accepted is None else "accepted" if accepted and not self.suspended else "not sure"


def readings(name: str, images: Iterable[ImageFile], constraint: Constraint = ANY, rate: float = 0.0) -> Readings:
    """Reads images with a model, in their order. rate: the largest share of mistakes to promise, 0 for no promise.

    A promise that cannot be given is refused on the page, and the images are read without. Raises ValueError if the
    model is damaged, or can read no text that the constraint allows.
    """
    known = constraint or read_card(name).constraint
    possible(name, net_state(name), known)
    trust = trust_or_reason(name, known, rate)
    reads = [read(name, image, known, trust.temperature) for image in images]
    arrived = pd.DataFrame([watched(done.answer) for done in reads if done.answer])
    return Readings(name, trust, reads, trust.suspended(arrived))


def watched(answer: Answer) -> dict[str, Any]:
    """What is compared with the images that a promise was tested on."""
    return {**answer.arrival._asdict(), "confidence": answer.confidence, "noticed": bool(answer.notice)}


def trust_or_reason(name: str, constraint: Constraint, rate: float) -> Trust:
    """How far a model can be trusted; if a promise cannot be given, the page says why, and there is none."""
    try:
        return trust_in(name, constraint, rate)
    except ValueError as reason:
        st.warning(f"**{plain(name)}**: {plain(reason)}", icon=":material/verified_off:")
        return trust_in(name, constraint)


def read(name: str, image_file: ImageFile, constraint: Constraint, temperature: float) -> Read:
    """Reads one image. A file that is not an image yields a problem."""
    try:
        return Read(image_file, answer(name, net_state(name), image_file.data, constraint, temperature), "")
    except UnreadableError as reason:
        return Read(image_file, None, str(reason))


def ready(name: str) -> Ready:
    """The loaded model. Raises ValueError if its folder is damaged."""
    return loaded(name, net_state(name))


@st.cache_resource(max_entries=IN_MEMORY, show_spinner=False)
def loaded(name: str, state: str) -> Ready:
    """Loads a model once for all visitors, and again whenever its net is replaced."""
    return Ready(Predictor(name), threading.Lock())


@st.cache_resource(max_entries=500, show_spinner=False)
def answer(name: str, state: str, data: bytes, constraint: Constraint, temperature: float) -> Answer:
    """Reads an image file, once for all runs of the page. Raises UnreadableError."""
    predictor, lock = ready(name)
    allowed = possible(name, state, constraint)
    with lock:
        return read_image(predictor, data, allowed, temperature)


@st.cache_resource(max_entries=16, show_spinner=False)
def possible(name: str, state: str, constraint: Constraint) -> Possible | None:
    """The texts that a model may read, found once for all visitors. Raises ValueError if there is none."""
    return possible_for(ready(name).predictor.card, constraint)
