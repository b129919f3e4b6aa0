"""Select boxes whose choice always stands in the URL, so that a copied link leads to the same view."""

import contextlib
from collections.abc import Sequence
from itertools import count
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.jobs import record
from engine.core.models.card import model_names, read_card
from engine.spec import Spec
from engine.sweep import leaderboard
from ui.text import plain
from ui.url import ask, asked, asked_among

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
        read_card(name)
    except ValueError:
        return False
    return True


def choose_dataset(preferred: str | None = None) -> str:
    """One of the datasets; there must be one. `preferred`: where to start, if it still exists.

    The page ends with a sentence where it is a recipe that cannot be drawn any more, as when its font was deleted.
    """
    name = choose("Dataset", "dataset", dataset_names(), preferred)
    try:
        open_dataset(name).check()
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
    return read_card(model_name).dataset if is_whole(model_name) else None


KINDS = {"dataset": dataset_names, "model": model_names, "sweep": leaderboard.names}


def free_name(wanted: str, *kinds: str) -> str:
    """The wanted name, or the first of wanted-2, wanted-3... that nothing of these kinds (KINDS) has or gets."""
    taken = {name for kind in kinds for name in KINDS[kind]()}
    taken |= {each.makes[1] for each in record.views() if each.active and each.makes and each.makes[0] in kinds}
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(name for name in numbered if name not in taken)


def preset(spec: type[Spec]) -> dict[str, Any]:
    """The values of the chosen preset; the first of them until somebody chooses."""
    about = "Fills in the settings below; what you change there stays as you set it."
    return dict(spec.presets[choose("Preset", "preset", list(spec.presets), help=about)])
