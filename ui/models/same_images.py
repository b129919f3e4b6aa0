"""Two models on the same images: how many each reads, and whether the difference may be chance."""

from typing import get_args

import pandas as pd
import streamlit as st

from engine.classify.spec import ClassifySpec
from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.models import comparison
from engine.core.models.card import Card
from engine.core.specs.field_types import Part
from ui.choices import choose, pick
from ui.jobs.starter import read_now
from ui.text import plain

SURE = 0.05  # a smaller chance is called a difference


def about_scores(first: Card, second: Card) -> None:
    """Says whether the scores on the cards of two models may be compared."""
    if comparison.scored_on_same_images(first, second):
        st.caption("These scores are on the same validation images.")
        return
    st.warning(
        "These scores are on different images, so they do not show which model is better. Compare both on the same "
        "images below.",
        icon=":material/balance:",
    )


def same_images(name: str, other: str, cards: dict[str, Card]) -> None:
    """Compares two models on a part of a dataset that is chosen here, and offers to read it if they have not."""
    st.subheader("On the same images")
    names = dataset_names()
    if not names:
        st.info("There is no dataset to compare them on.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        source = open_dataset(choose("Images of", "compare_on", names, cards[name].dataset))
        part = pick("Part", "compare_part", get_args(Part), "test")
    try:
        missing = [model for model in (name, other) if comparison.unread(model, source, part)]
        if not missing:
            result(name, other, comparison.compare(name, other, source, part))
            return
    except ValueError as unsuitable:
        st.info(plain(unsuitable))
        return
    st.info(f"Not read yet by: {plain(', '.join(missing))}.")
    read_now(ClassifySpec(model=missing[0], dataset=source.name, part=part), f"Read them with {missing[0]}")


def result(name: str, other: str, compared: comparison.Comparison) -> None:
    """The scores of both on the same images as a table, and their difference in words."""
    st.markdown(in_words(name, other, compared))
    rows = pd.DataFrame(compared.shares).assign(model=[name, other], only=[compared.only, compared.other_only])
    rows["interval"] = [f"{low:.1%} to {high:.1%}" for low, high in zip(rows["low"], rows["high"], strict=True)]
    st.dataframe(
        rows[["model", "exact_match", "interval", "only"]],
        hide_index=True,
        column_config={
            "model": "Model",
            "exact_match": st.column_config.NumberColumn("Exact match", format="percent"),
            "interval": st.column_config.TextColumn("95 % interval"),
            "only": st.column_config.NumberColumn("Read by this one only"),
        },
        alt="Two models on the same images",
    )


def in_words(name: str, other: str, compared: comparison.Comparison) -> str:
    """The difference of two models in words, as Markdown."""
    images = f"{compared.n:,} images"
    if compared.only == compared.other_only:
        return f"Both read {compared.right / compared.n:.1%} of the same {images}."
    better = name if compared.only > compared.other_only else other
    points = 100 * abs(compared.right - compared.other_right) / compared.n
    said = f"**{plain(better)}** reads {points:.2g} points more of the same {images}"
    if compared.chance < SURE:
        return f"{said}; chance alone would rarely make such a difference (p = {compared.chance:.2g})."
    return f"{said}, but that may be chance (p = {compared.chance:.2g}): compare them on more images."
