"""What a split did, and the question that comes before it is replaced."""

from typing import Any

import pandas as pd
import streamlit as st

from engine.core.charts import datasets
from engine.core.datasets import info
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.models.lineage import trained_on
from engine.split.counts import symbol_counts
from ui.frame import link
from ui.split.leaks import leaks
from ui.text import plain

MOST_GROUPS = 500  # more are no writers or signers, but one for each text
MOST_SYMBOLS = 100  # more bars than this cannot be told apart


def groups_to_choose(name: str) -> dict[str, Any]:
    """Arguments of the form: the dataset, and its groups to hold out; none are asked for where there are none."""
    found = groups(name, open_dataset(name).info.fingerprint)
    if not 1 < len(found) <= MOST_GROUPS:
        return {"given": {"dataset": name, "test_group": ()}}
    return {"given": {"dataset": name}, "options": {"test_group": found}}


@st.cache_data(max_entries=16, show_spinner=False)
def groups(name: str, fingerprint: str) -> list[str]:
    """The groups of a version of a dataset, sorted."""
    return sorted(open_dataset(name).frame(["group"])["group"].dropna().unique())


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


def outcome(source: Dataset, allowed: bool) -> None:
    """The present split of a dataset: images per part and per symbol, what was done on the way, and what leaks.

    `allowed`: whether the split may be replaced.
    """
    report = source.split_report()
    if report is None:
        st.info(
            f"{plain(source.name)} has {source.info.count:,} images and is not split yet.", icon=":material/lightbulb:"
        )
        link("Explore", "Look at it first", dataset=source.name)
        return
    st.subheader(f"How {plain(source.name)} is split")
    images = source.split().value_counts().reindex(info.PARTS, fill_value=0)
    counts = images.rename_axis("part").reset_index(name="count")
    st.plotly_chart(datasets.split_counts(counts), key="split_counts", config={"displayModeBar": False})
    for note in report.get("notes", ()):
        st.markdown(f"- {plain(note)}")
    with st.container(horizontal=True):
        link("Train", "Next: train a model on it", dataset=source.name)
        link("Explore", "Look at the dataset", dataset=source.name)
    leaks(source, report, allowed)
    symbols = per_symbol(source.name, source.info.fingerprint, source.split_fingerprint())
    if symbols["symbol"].nunique() <= MOST_SYMBOLS:
        st.plotly_chart(datasets.symbol_counts(symbols), key="symbol_counts", config={"displayModeBar": False})
    else:
        st.dataframe(symbols.pivot(index="symbol", columns="part", values="count"))


@st.cache_data(max_entries=4, show_spinner="Counting symbols…")
def per_symbol(name: str, content: str, split: str) -> pd.DataFrame:
    """Occurrences of each symbol in each part; `content` and `split` tell one state of the dataset from another."""
    source = open_dataset(name)
    return symbol_counts(source.frame(["id", "text"]).set_index("id")["text"], source.split())
