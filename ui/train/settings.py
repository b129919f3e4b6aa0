"""The form of a training. The recipe is chosen first; fields that it decides show its values."""

from typing import Any

import streamlit as st

from engine.core.datasets.dataset import Dataset
from engine.core.datasets.on_demand import can_draw
from engine.core.jobs.names import free_name
from engine.core.models.card import cards, model_names
from engine.nets.recipes import RECIPES, is_file, recipe_of
from engine.spec import knobs
from engine.train.spec import TrainSpec
from engine.train.suggestions import left_to_recipe
from ui.forms.form import follow, form
from ui.jobs.starter import Other
from ui.text import plain
from ui.url import may_read

ONLY_FOR = {
    "blocks": "glyphs", "dense": "glyphs",
    "weights": "resnet50v2", "frozen_epochs": "resnet50v2", "second_rate": "resnet50v2",
}  # fmt: skip


def training(source: Dataset) -> TrainSpec | None:
    """The form for training on a split dataset. None, with a sentence on the page, if its values are not valid."""
    before = repeated()
    recipe = chosen(before.get("recipe", next(iter(RECIPES))))
    if recipe is None:
        return None
    own = left_to_recipe(recipe, max(len(source.part_ids("train")), 1))
    spec = form(
        TrainSpec,
        given={
            "dataset": source.name,
            "recipe": recipe,
            "like": st.session_state.get("like") or "",
            "estimate": False,
            **without_effect(source, recipe),
        },
        options={"continue_from": ["", *model_names()]},
        presets={"name": free_name(source.name, "model"), **own, **before},
    )
    return spec and spec.model_copy(
        update={name: None for name, value in own.items() if getattr(spec, name) == value and name not in before}
    )


def without_effect(source: Dataset, recipe: str) -> dict[str, Any]:
    """The fields that change nothing for this dataset and recipe, which are not shown, with their default values."""
    names = [name for name, only_for in ONLY_FOR.items() if recipe != only_for and not is_file(recipe)]
    names += [] if can_draw(source.info.source) else ["stream", "epoch_images"]
    return {knob.name: knob.default for knob in knobs(TrainSpec) if knob.name in names}


def estimated(spec: TrainSpec | None) -> Other:
    """The second way to run a training: only to estimate its cost."""
    about = "Estimate runs two training steps and reports size, memory and time. Nothing is saved."
    return Other("Estimate", spec and spec.model_copy(update={"estimate": True}), about)


def repeated() -> dict[str, Any]:
    """The settings of the model whose training is to be repeated; none if no model is chosen."""
    trained = cards()
    if not trained:
        return {}
    name = st.selectbox(
        "Settings from", ["", *trained], key="like", bind="query-params",
        format_func=lambda model: model or "the recipe",
        help="A model whose training you repeat, with your changes, or the recipe.",
    )  # fmt: skip
    fields = {knob.name for knob in knobs(TrainSpec)} - {"name", "dataset", "like", "estimate"}
    return {key: value for key, value in trained[name].spec.items() if key in fields} if name else {}


def chosen(start: str) -> str | None:
    """The recipe: one of the table, or the path of a Python file. None, with a sentence, if it is neither."""
    names = [*RECIPES] if start in RECIPES else [*RECIPES, start]
    follow("recipe", start)
    recipe = st.selectbox(
        "Recipe", names, names.index(start), key="recipe", bind="query-params", accept_new_options=True,
        help="The net with its training. You may type the path of a Python file with build(shape, slots, symbols).",
    )  # fmt: skip
    try:
        about = recipe_of(recipe or start)
    except ValueError as unknown:
        st.error(plain(unknown))
        return None
    st.caption(
        about.sentence + (" It runs with your permissions: use only files that you trust." if is_file(recipe) else "")
    )
    return recipe if not is_file(recipe) or may_read([recipe]) else None
