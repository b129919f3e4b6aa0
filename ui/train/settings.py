"""The form of a training: a recipe is chosen first, and every field that it decides shows what it will be."""

from typing import Any

import streamlit as st

from engine.core.datasets.dataset import Dataset
from engine.core.models.card import cards, model_names
from engine.nets.recipes import RECIPES, is_file, recipe_of
from engine.spec import knobs
from engine.train.spec import TrainSpec
from ui.choices import free_name
from ui.form import follow, form
from ui.starter import Other
from ui.text import plain

TYPED = ("learning_rate", "weight_decay", "average", "least_rate", "second_rate")  # over several orders of magnitude


def training(source: Dataset) -> TrainSpec | None:
    """The form for learning from a split dataset; None, with a sentence on the page, where its values do not fit."""
    before = repeated()
    recipe = chosen(before.get("recipe", next(iter(RECIPES))))
    if recipe is None:
        return None
    own = values_of(recipe, max(len(source.part_ids("train")), 1))
    spec = form(
        TrainSpec,
        given={
            "dataset": source.name,
            "recipe": recipe,
            "like": st.session_state.get("like") or "",
            "estimate": False,
        },
        options={"continue_from": ["", *model_names()]},
        presets={"name": free_name(source.name, "model"), **own, **before},
        exact=TYPED,
    )
    return spec and spec.model_copy(
        update={name: None for name, value in own.items() if getattr(spec, name) == value and name not in before}
    )


def estimated(spec: TrainSpec | None) -> Other:
    """The second way to run a training: only far enough to tell what all of it would take."""
    about = "Estimate takes two steps and tells parameters, memory and minutes; nothing is kept of them."
    return Other("Estimate", spec and spec.model_copy(update={"estimate": True}), about)


def repeated() -> dict[str, Any]:
    """The settings of a model that is chosen to begin with; none until one is."""
    known = cards()
    if not known:
        return {}
    name = st.selectbox(
        "Begin with the settings of", ["", *known], key="like", bind="query-params",
        format_func=lambda each: each or "the recipe", help="Repeats the run of a model, with what you change.",
    )  # fmt: skip
    fields = {each.name for each in knobs(TrainSpec)} - {"name", "dataset", "like", "estimate"}
    return {key: value for key, value in known[name].spec.items() if key in fields} if name else {}


def chosen(start: str) -> str | None:
    """The recipe: one of the table, or the path of a Python file that is typed; a sentence where it is neither."""
    names = [*RECIPES] if start in RECIPES else [*RECIPES, start]
    follow("recipe", start)
    recipe = st.selectbox(
        "Recipe", names, names.index(start), key="recipe", bind="query-params", accept_new_options=True,
        help="The net. A path of a Python file with build(shape, slots, symbols) may be typed; it is run as a program.",
    )  # fmt: skip
    try:
        about = recipe_of(recipe or start)
    except ValueError as unknown:
        st.error(plain(unknown))
        return None
    st.caption(
        about.sentence + (" It will be run with your rights: take none from strangers." if is_file(recipe) else "")
    )
    return recipe


def values_of(recipe: str, images: int) -> dict[str, Any]:
    """What the recipe says of the fields that are left to it, for so many training images."""
    left = TrainSpec(dataset="d", name="m", recipe=recipe)
    settled = left.resolved(images)
    return {each.name: getattr(settled, each.name) for each in knobs(TrainSpec) if getattr(left, each.name) is None}
