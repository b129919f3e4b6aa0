"""How well a model read a part of a dataset: scores and charts."""

from typing import Any

import streamlit as st

from engine.analyze.report import Report, make_report
from engine.core.charts import analysis
from engine.core.datasets.dataset import Dataset
from engine.core.models import predictions
from ui.figures import figure, share


def report(model_name: str, source: Dataset, part: str) -> Report:
    """The report on a model's predictions, not to be changed. Raises ValueError if there are no predictions."""
    changed = predictions.changed_at(model_name, source.name)
    return cached_report(model_name, source.name, part, changed, source.state())


@st.cache_resource(max_entries=8, show_spinner="Counting mistakes")
def cached_report(model_name: str, dataset_name: str, part: str, changed: int, state: str) -> Report:
    """The report, made once for each state of predictions and dataset."""
    return make_report(model_name, dataset_name, part)


def numbers(summary: dict[str, Any]) -> None:
    """The headline figures side by side, with what always guessing the most frequent symbol or text would reach."""
    with st.container(horizontal=True):
        share("Exact match", summary, "exact_match", "Share of images whose whole text was read correctly.")
        share("Symbol accuracy", summary, "symbol_accuracy", "Share of symbols read correctly in their place.")
        about = "The accuracy of each symbol, averaged over all symbols. Rare symbols count as much as frequent ones."
        unique = f"over {summary['unique_symbols']:,} symbols"
        figure("Mean over symbols", f"{summary['mean_symbol_accuracy']:.1%}", unique, about)
        about = "Exact match and symbol accuracy of always guessing the most frequent text, or symbol of each place."
        baseline = f"symbols {summary['baseline_symbol_accuracy']:.1%}"
        figure("Majority baseline", f"{summary['baseline_exact_match']:.1%}", baseline, about)
        about = "Insertions, deletions and replacements between true and read texts, per true symbol."
        figure("Character error rate", f"{summary['cer']:.1%}", "edits per symbol", about)
        figure("Images", f"{summary['n']:,}", f"{summary['symbols']:,} symbols")


def errors(report: Report) -> None:
    """Errors per symbol and per position, side by side."""
    left, right = st.columns([3, 2])
    with left:
        st.subheader("Errors per symbol")
        st.plotly_chart(analysis.symbol_errors(report.by_symbol), key="by_symbol", alt="Errors per true symbol")
        if len(report.by_symbol) > analysis.MOST_BARS:
            st.caption(f"The {analysis.MOST_BARS} symbols with most errors, of {len(report.by_symbol):,}.")
    with right:
        st.subheader("Errors per position")
        st.plotly_chart(analysis.position_errors(report.by_position), key="by_position", alt="Errors per position")
