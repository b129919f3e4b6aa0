"""The outcome of a split, and the confirmation before it is replaced."""

from typing import Any

import pandas as pd
import streamlit as st

from engine.core.charts import datasets
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.models.lineage import trained_on
from engine.split import counts
from ui.choices import by_group_if_useful, groups_of
from ui.pages import link, next_step
from ui.split.leaks import leaks
from ui.text import plain

MOST_GROUPS = 500  # more groups are probably texts, not writers or signers
MOST_SYMBOLS = 100  # more bars cannot be told apart


def groups_to_choose(name: str) -> dict[str, Any]:
    """Arguments of the form: the dataset, and the groups that can be held out, if it has several."""
    names = groups_of(name)
    given = {"dataset": name, **by_group_if_useful(name)}
    if not 1 < len(names) <= MOST_GROUPS:
        return {"given": {**given, "test_group": ()}}
    return {"given": given, "options": {"test_group": names}}


def confirmed(name: str) -> bool:
    """Whether the dataset may be split. If models were trained on the present split, only after a tick."""
    models = trained_on(open_dataset(name))
    if not models:
        return True
    st.warning(
        f"Models trained on the present split: {plain(', '.join(models))}. If you split again, these models may have "
        "seen images of the new test part, so their scores would look too good."
    )
    return st.checkbox("Split again anyway", key=f"again_{name}")


def outcome(source: Dataset, allowed: bool) -> None:
    """The present split of a dataset: images per part and per symbol, notes, and leaks.

    `allowed`: whether the split may be replaced.
    """
    report = source.split_report()
    if report is None:
        st.info(
            f"{plain(source.name)} has {source.info.count:,} images and is not split yet.", icon=":material/lightbulb:"
        )
        link("Explore", "Explore it first", dataset=source.name)
        return
    st.subheader(f"Split of {plain(source.name)}")
    images = datasets.split_counts(counts.image_counts(source))
    st.plotly_chart(images, key="split_counts", config={"displayModeBar": False})
    for note in report.get("notes", ()):
        st.markdown(f"- {plain(note)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        next_step("Train", "Next: train a model on it", dataset=source.name)
        link("Explore", "Explore it", dataset=source.name)
    leaks(source, report, allowed)
    symbols = per_symbol(source.name, source.state())
    if symbols["symbol"].nunique() <= MOST_SYMBOLS:
        st.plotly_chart(datasets.symbol_counts(symbols), key="symbol_counts", config={"displayModeBar": False})
    else:
        st.dataframe(symbols.pivot(index="symbol", columns="part", values="count"))


@st.cache_data(max_entries=4, show_spinner="Counting symbols…")
def per_symbol(name: str, state: str) -> pd.DataFrame:
    """Occurrences of each symbol in each part, counted once for each state of a dataset."""
    return counts.symbol_counts(open_dataset(name))
