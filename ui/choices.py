"""Select boxes whose choice is always in the URL, so that a copied link leads to the same view."""

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any, cast, get_args

import streamlit as st
from streamlit.errors import StreamlitAPIException

from engine.core.datasets.dataset import damaged_datasets, dataset_names, open_dataset
from engine.core.models.card import is_whole, read_card
from engine.core.models.lineage import origins
from engine.core.models.predictions import predicted_datasets
from engine.core.specs.assignments import FIXED
from engine.core.specs.field_types import Part
from engine.datasets import shelf
from engine.nets.recipes import RECIPES
from engine.spec import Knob, Spec, knobs
from engine.verbs import spec_class
from ui.forms.widgets import widget
from ui.frame import ENTERED, works_on
from ui.pages import link
from ui.text import plain
from ui.url import ask, asked, asked_among, drop_unusable_numbers

MOST_NAMES = 5  # of damaged datasets that are named; the page Datasets lists all
LAST_MODEL, LAST_DATASET = "last_model", "last_dataset"  # carried from page to page


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


def carry(kind: str, name: str) -> None:
    """Makes a "dataset" or "model" the current one, with which other pages start."""
    st.session_state[LAST_DATASET if kind == "dataset" else LAST_MODEL] = name


def enter(key: str, options: Sequence[str], start: str | None) -> None:
    """Lets a page that is opened without a choice in its link start with `start`, if that is among the options."""
    entered = st.session_state.setdefault(ENTERED, set())
    if key not in entered and asked(key) is None and start in options:
        st.session_state[key] = start
    entered.add(key)


def choose_model(names: list[str]) -> str:
    """A select box for one of these models, at least one. Starts with the current one, or the first complete model."""
    enter("model", names, st.session_state.get(LAST_MODEL))
    name = choose("Model", "model", names, next(filter(is_whole, names), None))
    carry("model", name)
    if is_whole(name):
        works_on(about_model(name))
    return name


def choose_others(names: list[str]) -> list[str]:
    """A select box for other models beside the chosen one; [] while none is wanted, or there is none."""
    if not names:
        return []
    return st.multiselect("Compare with", names, key="also", bind="query-params", placeholder="other models")


def about_model(name: str) -> str:
    """A model in a phrase for the line on what a page works on, as Markdown."""
    card = read_card(name)
    phrase = f"Model **{plain(name)}**, {plain(origins({name: card})[name].phrase)}"
    return f"{phrase}, {card.scores['exact_match']:.1%} exact" if "exact_match" in card.scores else phrase


def choose_source(now: Sequence[str], later: Sequence[str]) -> str:
    """The source of images: `now` are read on the page, `later` by a job. Starts with a job's if the link has one."""
    return pick("Read from", "source", [*now, *later], later[0] if asked("job") else now[0])


def choose_dataset(preferred: str | None = None) -> str:
    """A select box for one of the datasets, at least one. Starts with `preferred`, or else with the current one.

    Ends the page with a sentence if the dataset is drawn on the fly and can no longer be drawn, for example because
    its font was deleted.
    """
    name = choose_listed_dataset(dataset_names(), preferred)
    mention_damaged(damaged_datasets())
    try:
        open_dataset(name).check()
    except (ValueError, FileNotFoundError) as why:
        st.error(plain(why))
        st.stop()
    return name


def mention_damaged(reasons: Mapping[str, str]) -> None:
    """Names the datasets that are damaged and so cannot be chosen, with what can be done."""
    if reasons:
        names = plain(", ".join(list(reasons)[:MOST_NAMES])) + (", ..." if len(reasons) > MOST_NAMES else "")
        with st.expander(f"Damaged, so left out: {names}", icon=":material/healing:"):
            for reason in list(reasons.values())[:MOST_NAMES]:
                st.markdown(plain(reason))
            link("Datasets", "All damaged datasets")


def choose_listed_dataset(names: Sequence[str], preferred: str | None = None, label: str = "Dataset") -> str:
    """Like `choose_dataset`, for one of these, whether or not its images can be drawn."""
    enter("dataset", names, preferred if preferred in names else st.session_state.get(LAST_DATASET))
    name = choose(label, "dataset", names)
    carry("dataset", name)
    with contextlib.suppress(ValueError, OSError):  # the page itself says what is damaged
        works_on(about_dataset(shelf.entry(name)))
    return name


def about_dataset(entry: shelf.Entry) -> str:
    """A dataset in a phrase for the line on what a page works on, as Markdown."""
    parts = " / ".join(f"{count:,}" for count in entry.parts.values())
    split = f"split {parts}" if parts else "not split yet"
    return f"Dataset **{plain(entry.name)}**, {entry.info.count:,} images, {len(entry.info.alphabet)} symbols, {split}"


def dataset_for(model_name: str) -> str | None:
    """The dataset to look at with a model: the current one if the model has read it, or else that it learned from."""
    last = st.session_state.get(LAST_DATASET)
    if last in predicted_datasets(model_name) or not is_whole(model_name):
        return last
    return origins({model_name: read_card(model_name)})[model_name].present


def groups_of(name: str) -> list[str]:
    """The groups of a dataset, such as its writers, read once for each state of it."""
    return groups_in(name, open_dataset(name).state())


@st.cache_data(max_entries=16, show_spinner=False)
def groups_in(name: str, state: str) -> list[str]:
    """The groups of a dataset in this state."""
    return open_dataset(name).groups()


def by_group_if_useful(name: str) -> dict[str, Any]:
    """The field by_group with its default value, to be left out of a form, if a dataset has fewer than two groups."""
    return {"by_group": "auto"} if len(groups_of(name)) < 2 else {}


def pick(label: str, key: str, options: Sequence[str], start: str) -> str:
    """A control for one of a few fixed words. Starts with `start` if the URL has none."""
    asked_among(key, list(options), label.lower())
    chosen = st.segmented_control(label, options, default=start, required=True, key=key, bind="query-params", wrap=True)
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


def same_settings(where: str) -> tuple[str, ...]:
    """Fields of training with the same value in all trainings, chosen from widgets, as "field=value".

    where: "trials" or "trainings". Settings that a link of an earlier version names are kept and shown.
    """
    fields = {knob.name: knob for knob in knobs(spec_class("train")) if knob.name not in FIXED}
    names = st.multiselect(
        f"Settings of all {where}", list(fields), format_func=lambda name: fields[name].title, key="same",
        bind="query-params", help=f"Settings of training that have the same value in all {where}.",
    )  # fmt: skip
    values = {name: widget(*same(fields[name]), exact=True) for name in names}
    linked = [text for text in st.query_params.get_all("settings") if text.partition("=")[0] not in values]
    if linked:
        st.caption(f"Also, from the link: {plain(', '.join(linked))}")
    chosen = (f"{name}={in_a_setting(value)}" for name, value in values.items() if value not in (None, "", []))
    return (*chosen, *linked)


def same(knob: Knob) -> tuple[Knob, Any, Sequence[str] | None]:
    """A knob under a name of its own, what its widget starts with, and the choices of a recipe."""
    options = list(RECIPES) if knob.name == "recipe" else None
    return knob._replace(name=f"same_{knob.name}"), knob.default, options


def in_a_setting(value: Any) -> str:
    """A value as the text of a setting."""
    return (
        ("yes" if value else "no")
        if isinstance(value, bool)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )
