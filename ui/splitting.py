"""What a split did, and the question that comes before it is replaced."""

from typing import Any

import pandas as pd
import streamlit as st

from engine import charts, dataset
from engine.split.counts import symbol_counts
from ui.frame import link, plain
from ui.leaking import leaks
from ui.pipeline import trained_on

MOST_GROUPS = 500  # more are no writers or signers, but one for each text
MOST_SYMBOLS = 100  # more bars than this cannot be told apart


def groups_to_choose(name: str) -> dict[str, Any]:
    """Arguments of the form: the dataset, and its groups to hold out; none are asked for where there are none."""
    found = groups(name, dataset.open(name).info.fingerprint)
    if not 1 < len(found) <= MOST_GROUPS:
        return {"given": {"dataset": name, "test_group": ()}}
    return {"given": {"dataset": name}, "options": {"test_group": found}}


@st.cache_data(max_entries=16, show_spinner=False)
def groups(name: str, fingerprint: str) -> list[str]:
    """The groups of a version of a dataset, sorted."""
    return sorted(dataset.open(name).frame(["group"])["group"].dropna().unique())


def confirmed(name: str) -> bool:
    """Whether the dataset may be split: at once, or, where models learned from the present split, after a tick."""
    models = trained_on(name)
    if not models:
        return True
    st.warning(
        f"These models learned from the present split: {plain(', '.join(models))}. After another one, some of their "
        "training images lie in the new test part, and scores on it say less than they seem to."
    )
    return st.checkbox("Split it anew all the same", key=f"again_{name}")


def outcome(source: dataset.Dataset, allowed: bool) -> None:
    """The present split of a dataset: images per part and per symbol, what was done on the way, and what leaks.

    `allowed`: whether the split may be replaced.
    """
    report = source.split_report()
    if report is None:
        st.info(
            f"{plain(source.name)} has {source.info.count:,} images and is not split yet.", icon=":material/lightbulb:"
        )
        link("Look", "Look at it first", dataset=source.name)
        return
    st.subheader(f"How {plain(source.name)} is split")
    images = source.split().value_counts().reindex(dataset.PARTS, fill_value=0)
    counts = images.rename_axis("part").reset_index(name="count")
    st.plotly_chart(charts.split_counts(counts), key="split_counts", config={"displayModeBar": False})
    for note in report.get("notes", ()):
        st.markdown(f"- {plain(note)}")
    with st.container(horizontal=True):
        link("Train", "Next: train a model on it", dataset=source.name)
        link("Look", "Look at the dataset", dataset=source.name)
    leaks(source, report, allowed)
    symbols = per_symbol(source.name, source.info.fingerprint, source.split_fingerprint())
    if symbols["symbol"].nunique() <= MOST_SYMBOLS:
        st.plotly_chart(charts.symbol_counts(symbols), key="symbol_counts", config={"displayModeBar": False})
    else:
        st.dataframe(symbols.pivot(index="symbol", columns="part", values="count"))


def facts(source: dataset.Dataset) -> None:
    """What is known of a dataset, in a few figures."""
    info = source.info
    st.subheader(plain(source.name))
    with st.container(horizontal=True):
        st.metric("images", f"{info.count:,}", width="content")
        for part, count in ((source.split_report() or {}).get("counts") or {}).items():
            st.metric(part, f"{count:,}", width="content")
    st.write(
        f"{len(info.alphabet)} symbols, {between(info.lengths)} in a text; images of {between(info.width)} × "
        f"{between(info.height)} pixels."
    )
    if info.recipe:
        st.write(
            "The dataset is a recipe: its images are drawn when needed, and training sees new ones in every epoch."
        )
    st.code(info.alphabet, language=None, wrap_lines=True)


def between(ends: tuple[int, int]) -> str:
    """A range in words: "4", "4 to 6"."""
    return f"{ends[0]}" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


@st.cache_data(max_entries=4, show_spinner="Counting symbols…")
def per_symbol(name: str, content: str, split: str) -> pd.DataFrame:
    """Occurrences of each symbol in each part; `content` and `split` tell one state of the dataset from another."""
    source = dataset.open(name)
    return symbol_counts(source.frame(["id", "text"]).set_index("id")["text"], source.split())
