"""How well a model read a part of a dataset: scores, charts and tables, and the comparison with another model."""

from typing import Any

import pandas as pd
import streamlit as st

from engine.analyze import comparison, scores, views
from engine.analyze.spec import AnalyzeSpec
from engine.analyze.tables import Tables
from engine.core.charts import analysis
from engine.core.models.card import model_names
from engine.core.models.predictions import predicted_datasets
from ui.analyze.downloads import downloads
from ui.analyze.gallery import gallery
from ui.analyze.stored import Stored, stored
from ui.choices import pick
from ui.figures import figure, share
from ui.text import plain
from ui.url import asked_among

SHARES = ("accuracy", "low", "high", "precision", "f1", "baseline")
TITLES = {
    "by_symbol": "Symbols", "by_position": "Positions", "by_kind": "Kinds of texts", "by_text": "Texts",
    "by_pair": "Neighbouring symbols", "by_part": "Parts",
}  # fmt: skip
ABOUT = {
    "by_kind": "By which symbols repeat in a text.",
    "by_text": f"Texts with at least {scores.FEWEST} images, the surest weak ones first, the strongest last.",
    "by_pair": "Both of two neighbouring symbols read correctly, the surest weak pairs first, the strongest last.",
}


def show(readings: Stored) -> None:
    """The view."""
    result = tables_of(readings, readings.state)
    numbers(result.numbers)
    errors(result.tables)
    compare(readings)
    lists(result.tables)
    downloads("overview", lambda: result.tables)


@st.cache_resource(max_entries=8, show_spinner="Counting mistakes…")
def tables_of(_readings: Stored, state: str) -> Tables:
    """The tables of the view, once for each state of predictions and dataset."""
    spec = AnalyzeSpec(model=_readings.model, dataset=_readings.source.name, part=_readings.part)
    return views.overview(views.Request(_readings.frame, None, _readings.source, spec))


def numbers(summary: dict[str, Any]) -> None:
    """The headline figures side by side, with what always guessing the most frequent symbol or text would reach."""
    with st.container(horizontal=True):
        share("Exact match", summary, "exact_match", "Share of images whose whole text was read correctly.")
        about = "Share of symbols read correctly in their place; symbols of one text may fail together."
        share("Symbol accuracy", summary, "symbol_accuracy", about)
        about = "The accuracy of each symbol, averaged over all symbols. Rare symbols count as much as frequent ones."
        figure("Mean over symbols", f"{summary['mean_symbol_accuracy']:.1%}", f"F1 {summary['macro_f1']:.1%}", about)
        about = "Exact match and symbol accuracy of always guessing the most frequent text, or symbol of each place."
        baseline = f"symbols {summary['baseline_symbol_accuracy']:.1%}"
        figure("Majority baseline", f"{summary['baseline_exact_match']:.1%}", baseline, about)
        about = "Insertions, deletions and replacements between true and read texts, per true symbol."
        figure("Character error rate", f"{summary['cer']:.1%}", "edits per symbol", about)
        figure("Images", f"{summary['n']:,}", f"{summary['symbols']:,} symbols")
    means = f"Means over symbols: precision {summary['macro_precision']:.1%}, recall {summary['macro_recall']:.1%}"
    parts = [f"{means}, F1 {summary['macro_f1']:.1%}"]
    if "top3_symbol_accuracy" in summary:
        parts.append(f"{summary['top3_symbol_accuracy']:.1%} of symbols are among the three most likely ones")
        parts.append(f"mean loss {summary['mean_loss']:.3f}")
    st.caption("; ".join(parts) + ".")


def errors(tables: dict[str, pd.DataFrame]) -> None:
    """Errors, or the loss, per symbol, and errors per position, side by side."""
    symbols = tables["by_symbol"]
    left, right = st.columns([3, 2])
    with left:
        st.subheader("Per symbol")
        options = ["errors", "loss"] if "loss" in symbols else ["errors"]
        if pick("Chart shows", "measure", options, "errors") == "errors":
            chart = analysis.symbol_errors(symbols)
        else:
            chart = analysis.loss_bars(symbols.sort_values("loss", ascending=False))
        st.plotly_chart(chart, key="by_symbol", alt="Errors or loss per true symbol")
        if len(symbols) > analysis.MOST_BARS:
            st.caption(f"The {analysis.MOST_BARS} worst symbols of {len(symbols):,}.")
    with right:
        st.subheader("Errors per position")
        chart = analysis.position_errors(tables["by_position"])
        st.plotly_chart(chart, key="by_position", alt="Errors per position")


def lists(tables: dict[str, pd.DataFrame]) -> None:
    """The tables by symbol, text and so on, one at a time; a click on a heading sorts."""
    shown = {title: name for name, title in TITLES.items() if len(tables.get(name, ()))}
    st.subheader("In numbers")
    name = shown[pick("Table", "list", list(shown), next(iter(shown)))]
    if name in ABOUT:
        st.caption(ABOUT[name])
    table(tables[name], f"Accuracy: {name}")


def table(rows: pd.DataFrame, alt: str) -> None:
    """A table with shares as percent and a bar of the interval's ends."""
    percent = {name: st.column_config.NumberColumn(format="percent") for name in SHARES if name in rows}
    named = {"n": "Readings", "right": "Right", "low": "From", "high": "To", "accuracy": "Accuracy", "f1": "F1"}
    config = {name: st.column_config.NumberColumn(label) for name, label in named.items() if name in rows}
    for name in percent:
        config[name] = st.column_config.NumberColumn(named.get(name, name.capitalize()), format="percent")
    texts = [
        name for name in map(str, rows) if rows[name].dtype == object or isinstance(rows[name].dtype, pd.StringDtype)
    ]
    config |= {name: st.column_config.TextColumn(name.replace("_", " ").capitalize()) for name in texts}
    st.dataframe(rows, hide_index=True, column_config=config, alt=alt)


def choose_other(readings: Stored) -> str | None:
    """A select box for another model that has read the dataset; None if none is chosen, or there is none."""
    names = others(readings)
    if not names:
        return None
    asked_among("other", names, "model to compare with")
    return st.selectbox(
        "Compare with", names, index=None, key="other", bind="query-params", placeholder="Choose a model"
    )


def others(readings: Stored) -> list[str]:
    """The other models that have predictions of the dataset."""
    names = (name for name in model_names() if name != readings.model)
    return [name for name in names if readings.source.name in predicted_datasets(name)]


def compare(readings: Stored) -> None:
    """The comparison with another model on the same images: a verdict, and the images that only one of them reads."""
    if others(readings):
        st.subheader("Against another model")
    other = choose_other(readings)
    if other is None:
        return
    try:
        frames = {readings.model: readings.frame, other: stored(other, readings.source, readings.part).frame}
        result = comparison.compare(frames, len(others(readings)))
    except ValueError as unread:
        st.info(plain(unread))
        return
    st.markdown(f"**{plain(result.sentence)}**")
    for model, rows in ((readings.model, result.only), (other, result.other_only)):
        with st.expander(f"Read by {plain(model)} only: {len(rows):,} images"):
            gallery(readings.source, rows, if_none="None.")
