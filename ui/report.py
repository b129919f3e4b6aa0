"""How well a model read a part of a dataset: the numbers, the charts, and what to know before believing them."""

from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from engine import charts, model, steps, storage
from engine.analyze import readings, tables
from engine.corrections import same_pictures
from engine.dataset import Dataset
from ui.frame import plain


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
    stored = storage.models_folder() / model_name / "predictions" / f"{source.name}.parquet"
    return made(
        model_name, source.name, part, storage.clock(stored), source.info.fingerprint, source.split_fingerprint()
    )


@st.cache_resource(max_entries=8, show_spinner="Counting mistakes")
def made(model_name: str, dataset_name: str, part: str, *_versions: Any) -> Report:
    """The tables, made once for each version of readings, dataset and split."""
    frame = readings.load(model_name, dataset_name, part)
    return Report(
        readings=frame,
        summary=tables.summary(frame),
        by_symbol=tables.by_symbol(frame),
        by_position=tables.by_position(frame),
        confusions=tables.confusions(frame),
        matrix=tables.matrix(frame),
    )


def numbers(summary: dict[str, Any]) -> None:
    """The headline figures side by side."""
    with st.container(horizontal=True):
        share("Exact match", summary, "exact_match", "Images whose whole text was read right.")
        share("Symbol accuracy", summary, "symbol_accuracy", "True symbols that were read right in their place.")
        about = "Edit distance between true and read texts, divided by the number of true symbols."
        figure("Character error rate", f"{summary['cer']:.1%}", "insertions, deletions, replacements", about)
        figure("Images", f"{summary['n']:,}", f"{summary['symbols']:,} symbols")


def share(label: str, scores: dict[str, Any], key: str, help: str = "") -> None:
    """One share with its 95 % Wilson interval below it, or where the scores hold none, the number of images."""
    if f"{key}_low" in scores:
        below = f"{scores[f'{key}_low']:.1%} to {scores[f'{key}_high']:.1%}"
        help = f"{help} Below: the 95 % Wilson interval.".strip()
    else:
        below = f"{scores['n']:,.0f} images" if "n" in scores else "validation"
    figure(label, f"{scores[key]:.1%}", below, help)


def figure(label: str, value: str, below: str, help: str = "") -> None:
    """One number in a box, with a word below it, so that all boxes in a row are equally high."""
    st.metric(label, value, below, delta_color="off", delta_arrow="off", border=True, help=help or None)


def accuracies(found: Report) -> None:
    """Accuracy per symbol and per position, side by side."""
    left, right = st.columns([3, 2])
    with left:
        st.subheader("Accuracy per symbol")
        st.plotly_chart(charts.symbol_accuracy(found.by_symbol), key="by_symbol", alt="Accuracy per true symbol")
    with right:
        st.subheader("Accuracy per position")
        st.plotly_chart(charts.position_accuracy(found.by_position), key="by_position", alt="Accuracy per position")


def cautions(model_name: str, source: Dataset, part: str) -> None:
    """Warns where the numbers flatter: images the model was trained on, or a split that is no longer the model's.

    Tells also how the model sees the pictures, where that is not as they are shown.
    """
    try:
        card = model.card(model_name)
    except ValueError as damage:
        st.warning(plain(damage))
        return
    if card.preparation.by_ink or card.preparation.blur != "none":
        st.caption(
            f"The model sees every picture prepared: {plain(steps.words(card.preparation))}. The pictures below are "
            "the dataset's own."
        )
    if not same_pictures(card.dataset_fingerprint, source.info.fingerprint):
        return
    if card.dataset_fingerprint != source.info.fingerprint:
        st.info(
            "Labels were corrected, or corrections taken back, after the model was trained: it learned from other "
            "labels than it is judged by here. Train again to learn from these.",
            icon=":material/spellcheck:",
        )
    if card.final:
        st.warning(
            "This is a final model: it learned from all parts of this dataset, the test part too. These numbers say "
            "how well it remembers; only other images can tell how well it reads."
        )
    elif part in ("train", "all"):
        st.warning(
            "The model was trained on images of this part: these numbers say how well it remembers, not how well it "
            "reads new images. Choose the test part for that."
        )
    elif card.split_fingerprint != source.split_fingerprint():
        st.warning(
            f"The dataset was split anew after the model was trained: it may know images of the {part} part. "
            "Train again on the new split, or do not trust these numbers."
        )
