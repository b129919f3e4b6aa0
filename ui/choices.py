"""Select boxes whose choice is always in the URL, so that a copied link leads to the same view."""

import contextlib
from collections.abc import Sequence
from typing import Any, cast, get_args

import streamlit as st
from streamlit.errors import StreamlitAPIException

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.models.card import is_whole
from engine.core.specs.field_types import Part
from engine.spec import Spec
from ui.text import plain
from ui.url import ask, asked, asked_among, drop_unusable_numbers

LAST_MODEL = "last_model"


def choose(label: str, key: str, options: Sequence[str], start: str | None = None, help: str | None = None) -> str:
    """A select box for one of some existing things. Starts with `start`, or else with the first of them.

    The start value is set through the session, not as the widget's default: a default is never in the URL, so a
    link would change its meaning as soon as there is one more thing. `options` must not be empty.
    """
    now = st.session_state.get(key)
    if now not in options and asked_among(key, list(options), label.lower()) is None:
        remember(key, start if start is not None and start in options else options[0])
    elif now is not None and asked(key) is None:
        remember(key, now)
    # Never None: a value was remembered, or the link has one.
    return cast(str, st.selectbox(label, options, index=None, key=key, bind="query-params", help=help))


def remember(key: str, value: str) -> None:
    """Sets the choice of a bound widget, and puts it into the URL."""
    st.session_state[key] = value
    # The widget itself writes to the URL only what is set after its first run, and from then on refuses others.
    with contextlib.suppress(StreamlitAPIException):
        ask(key, value)


def choose_model(names: list[str]) -> str:
    """A select box for one of these models, at least one. Starts with the last choice, or the first complete model."""
    last = st.session_state.get(LAST_MODEL)
    start = last if last in names else next(filter(is_whole, names), None)
    st.session_state[LAST_MODEL] = choose("Model", "model", names, start)
    return st.session_state[LAST_MODEL]


def choose_source(now: Sequence[str], later: Sequence[str]) -> str:
    """The source of images: `now` are read on the page, `later` by a job. Starts with a job's if the link has one."""
    return pick("Read from", "source", [*now, *later], later[0] if asked("job") else now[0])


def choose_dataset(preferred: str | None = None) -> str:
    """A select box for one of the datasets, at least one. Starts with `preferred`, if that exists.

    Ends the page with a sentence if the dataset is drawn on the fly and can no longer be drawn, for example because
    its font was deleted.
    """
    name = choose("Dataset", "dataset", dataset_names(), preferred)
    try:
        open_dataset(name).check()
    except (ValueError, FileNotFoundError) as why:
        st.error(plain(why))
        st.stop()
    return name


def pick(label: str, key: str, options: Sequence[str], start: str) -> str:
    """A control for one of a few fixed words. Starts with `start` if the URL has none."""
    asked_among(key, list(options), label.lower())
    chosen = st.segmented_control(label, options, default=start, required=True, key=key, bind="query-params")
    return chosen or start  # an empty value in the link chooses none


def choose_seed(help: str | None = None) -> int:
    """A field for the seed by which images are chosen."""
    drop_unusable_numbers(["draw"])
    return int(st.number_input("Seed", 0, 9999, 0, key="draw", bind="query-params", width=140, help=help))


def choose_part() -> str:
    """A control for the training, validation or test part of a dataset, or all of it."""
    return pick("Part", "part", get_args(Part), "test")


def preset(spec: type[Spec]) -> dict[str, Any]:
    """The values of the chosen preset. Starts with the first."""
    about = "Fills in the settings below. Settings that you have changed are kept."
    return dict(spec.presets[choose("Preset", "preset", list(spec.presets), help=about)])
