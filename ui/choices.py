"""Select boxes whose choice always stands in the URL, so that a copied link leads to the same view."""

import contextlib
from collections.abc import Sequence

import streamlit as st
from streamlit.errors import StreamlitAPIException

from engine import dataset, model
from ui.frame import ask, asked, asked_among, plain

LAST_MODEL = "last_model"
PARTS = ("train", "validation", "test", "all")


def choose(label: str, key: str, options: Sequence[str], start: str | None = None, help: str | None = None) -> str:
    """One of the things that exist; `start`, or else the first of them, until somebody chooses.

    The start value is set through the session, not as the widget's default: a default never stands in the URL, and a
    link would change its meaning as soon as there is one more thing. `options` must not be empty.
    """
    now = st.session_state.get(key)
    if now not in options and asked_among(key, list(options), label.lower()) is None:
        now = start if start in options else options[0]
        remember(key, now)
    elif asked(key) is None:
        remember(key, now)
    return st.selectbox(label, options, index=None, key=key, bind="query-params", help=help)


def remember(key: str, value: str) -> None:
    """Makes a value the choice of a bound widget, and puts it into the URL."""
    st.session_state[key] = value
    # The widget itself writes to the URL only what is set after its first run, and from then on refuses others.
    with contextlib.suppress(StreamlitAPIException):
        ask(key, value)


def choose_model(names: list[str]) -> str:
    """One of these models; there must be one. To start with, the one chosen on another page, or the first whole one."""
    last = st.session_state.get(LAST_MODEL)
    start = last if last in names else next(filter(is_whole, names), None)
    st.session_state[LAST_MODEL] = choose("Model", "model", names, start)
    return st.session_state[LAST_MODEL]


def choose_source(now: Sequence[str], later: Sequence[str]) -> str:
    """Where pictures come from: those read now and here, or those read by a job, as when the link names one."""
    return pick("Read from", "source", [*now, *later], later[0] if asked("job") else now[0])


def is_whole(name: str) -> bool:
    """Whether a model's folder is complete and its card can be read."""
    try:
        model.card(name)
    except ValueError:
        return False
    return True


def choose_dataset(preferred: str | None = None) -> str:
    """One of the datasets; there must be one. `preferred`: where to start, if it still exists.

    The page ends with a sentence where it is a recipe that cannot be drawn any more, as when its font was deleted.
    """
    name = choose("Dataset", "dataset", dataset.names(), preferred)
    try:
        dataset.open(name).check()
    except (ValueError, FileNotFoundError) as why:
        st.error(plain(why))
        st.stop()
    return name


def pick(label: str, key: str, options: Sequence[str], start: str) -> str:
    """One of a few fixed words; `start` stands for itself where the URL names none."""
    asked_among(key, list(options), label.lower())
    return st.segmented_control(label, options, default=start, required=True, key=key, bind="query-params")


def choose_part() -> str:
    """The training, validation or test part of a dataset, or all of it."""
    return pick("Part", "part", PARTS, "test")


def wanted_dataset(model_name: str) -> str | None:
    """The dataset that a model was trained on; None when its card cannot be read."""
    return model.card(model_name).dataset if is_whole(model_name) else None
