"""How well a model read a part of a dataset: the numbers, the charts, and what to know before believing them."""

from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from engine.analyze import confusions as analyze_confusions
from engine.analyze import predictions, scores
from engine.core.charts import analysis
from engine.core.datasets.dataset import Dataset
from engine.core.storage.folders import modified_at
from engine.core.storage.paths import models_folder
from ui.figures import figure, share


class Report(NamedTuple):
    """Stored readings and the tables made from them."""

    readings: pd.DataFrame
    summary: dict[str, Any]
    by_symbol: pd.DataFrame
    by_position: pd.DataFrame
    confusions: pd.DataFrame
    matrix: pd.DataFrame


def report(model_name: str, source: Dataset, part: str) -> Report:
    """The tables of a model's readings; not to be changed. ValueError, with a sentence, when there are none."""
    stored = models_folder() / model_name / "predictions" / f"{source.name}.parquet"
    return made(model_name, source.name, part, modified_at(stored), source.info.fingerprint, source.split_fingerprint())


@st.cache_resource(max_entries=8, show_spinner="Counting mistakes")
def made(model_name: str, dataset_name: str, part: str, *_versions: Any) -> Report:
    """The tables, made once for each version of readings, dataset and split."""
    frame = predictions.load(model_name, dataset_name, part)
    return Report(
        readings=frame,
        summary=scores.summary(frame),
        by_symbol=scores.by_symbol(frame),
        by_position=scores.by_position(frame),
        confusions=analyze_confusions.confusions(frame),
        matrix=analyze_confusions.matrix(frame),
    )


def numbers(summary: dict[str, Any]) -> None:
    """The headline figures side by side."""
    with st.container(horizontal=True):
        share("Exact match", summary, "exact_match", "Images whose whole text was read right.")
        share("Symbol accuracy", summary, "symbol_accuracy", "True symbols that were read right in their place.")
        about = "Edit distance between true and read texts, divided by the number of true symbols."
        figure("Character error rate", f"{summary['cer']:.1%}", "insertions, deletions, replacements", about)
        figure("Images", f"{summary['n']:,}", f"{summary['symbols']:,} symbols")


def accuracies(found: Report) -> None:
    """Accuracy per symbol and per position, side by side."""
    left, right = st.columns([3, 2])
    with left:
        st.subheader("Accuracy per symbol")
        st.plotly_chart(analysis.symbol_accuracy(found.by_symbol), key="by_symbol", alt="Accuracy per true symbol")
    with right:
        st.subheader("Accuracy per position")
        st.plotly_chart(analysis.position_accuracy(found.by_position), key="by_position", alt="Accuracy per position")
