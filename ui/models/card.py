"""A model's card: scores, learning curves, input, training settings and files."""

from typing import Any

import pandas as pd
import streamlit as st

from engine.core.charts import training
from engine.core.models.card import Card
from engine.core.models.description import settings, what_it_reads
from engine.core.models.history import read_history
from engine.spec import knobs
from engine.train.spec import TrainSpec
from ui.choices import pick
from ui.figures import figure, share
from ui.frame import link
from ui.models import leave, serving
from ui.models.manage import list_files
from ui.text import plain
from ui.url import asked


def show(name: str, card: Card) -> None:
    """The whole card of a model."""
    st.header(plain(name), divider="gray")
    scores(card)
    with st.container(horizontal=True):
        link("Classify", "Read images with it", model=name)
        link("Analyze", "See where it fails", model=name, dataset=card.dataset)
    curves({name: card})
    use(name, card)
    left, middle, right = st.columns(3, gap="medium")
    with left:
        st.subheader("What it reads")
        list_pairs(what_it_reads(card))
    with middle:
        st.subheader("Training settings")
        list_pairs({setting_title(name): value for name, value in settings(card).items()})
    with right:
        st.subheader("Files")
        list_files(name)
        st.subheader("Software versions")
        list_pairs(card.versions)


def use(name: str, card: Card) -> None:
    """The model for other programs: lines to copy, a server, exports; one at a time, each with its own job."""
    programs = st.expander(
        "Use it in programs: code, server, export", expanded=asked("job") is not None, key="in_programs",
        on_change="rerun", icon=":material/code:",
    )  # fmt: skip
    if programs.open:  # a browser takes long to load what draws code
        with programs:
            way_out(name, card)


def way_out(name: str, card: Card) -> None:
    """One of the ways in which other programs use a model."""
    match pick("For", "use", ("Code", "Server", "Export"), "Code"):
        case "Export":
            leave.show(name, card)
        case "Server":
            serving.show(name)
        case _:
            serving.lines(name)


def scores(card: Card) -> None:
    """The scores on the validation part, and the cost of the training."""
    if card.final:
        st.warning("Final model: trained on all parts of its dataset, so it has no score on unseen images.")
    with st.container(horizontal=True):
        for key, label in (("exact_match", "Exact match (validation)"), ("symbol_accuracy", "Symbol accuracy")):
            if key in card.scores:
                share(label, card.scores, key)
        figure("Parameters", f"{card.parameters:,}", plain(card.recipe))
        figure("Training", f"{card.epochs} epochs", f"{card.cpu_seconds:,.0f} CPU-seconds")
        about = "Largest difference in probabilities between model.tflite and model.keras on the same images."
        figure("Export parity", f"{card.parity:.0e}", "largest difference", about)


def curves(cards: dict[str, Card]) -> None:
    """The learning curves of one model, or of several in the same charts."""
    st.subheader("Learning curves")
    histories = {name: read_history(name) for name in cards}
    best = {name: card.scores["best_epoch"] for name, card in cards.items() if "best_epoch" in card.scores}
    for column, what in zip(st.columns(len(training.CURVES)), training.CURVES, strict=True):
        with column:
            figure = training.learning_curve(histories, what, best)
            figure.update_layout(height=280 + 60 * (len(histories) - 1))  # room for a longer legend
            st.plotly_chart(
                figure, key=f"curve_{what}", config={"displayModeBar": False}, alt=f"{what} over the epochs"
            )


def setting_title(name: str) -> str:
    """The label of a setting, as the form of Train has it; other names are made readable."""
    titles = {knob.name: knob.title for knob in knobs(TrainSpec)}
    return titles.get(name, name.replace("_", " ").capitalize())


def list_pairs(values: dict[str, Any]) -> None:
    """Names and values as a small table."""
    rows = [(name.replace("_", " "), words(value)) for name, value in values.items()]
    st.dataframe(
        pd.DataFrame(rows, columns=["name", "value"]),
        hide_index=True,
        height="content",
        column_config={"name": st.column_config.TextColumn("Name", width=110), "value": "Value"},
    )


def words(value: Any) -> str:
    """A setting as text: ranges and lists joined, yes and no, a dash if it is empty."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "-"
    return "-" if value in ("", None) else str(value)
