"""The learning curves of a training, live from its job's folder."""

import pandas as pd
import streamlit as st

from engine.core.charts import training
from engine.core.jobs import record
from engine.core.models.card import model_names, read_epochs
from engine.core.storage.files import read_bytes
from engine.train import diagnosis, estimate
from ui.frame import link
from ui.text import duration, plain, size


def curves(job: record.View) -> None:
    """Loss, symbol accuracy and exact match over the epochs, for training and validation, with the line of chance."""
    if not job.makes:  # it only estimates
        return
    before_it_began(job)
    advice(job)
    table = read_epochs(record.folder_of(job.id))
    if table.empty:
        st.caption("The curves begin when the first epoch is finished.")
        return
    if "val_loss" in table:
        best_epoch(table)
    for column, what in zip(st.columns(len(training.CURVES)), training.CURVES, strict=True):
        figure = training.learning_curve({job.spec["name"]: table}, what, chance(table, what))
        column.plotly_chart(figure, key=f"curve_{what}", config={"displayModeBar": False})


def before_it_began(job: record.View) -> None:
    """What the training said of itself before its first step: its cost, and the pictures it began with."""
    folder = record.folder_of(job.id)
    if cost := estimate.read_estimate(folder):
        st.caption(told(cost))
    if (folder / "first-batch.png").exists():
        with st.expander("What the net saw first"):
            st.image(read_bytes(folder / "first-batch.png"), alt="the first batch")


def told(cost: dict[str, float]) -> str:
    """What a training takes, in words."""
    return (
        f"{cost['parameters']:,} parameters · about {size(cost['memory'])} of memory · about "
        f"{duration(60 * cost['minutes'])} for all epochs (from two timed steps)"
    )


def advice(job: record.View) -> None:
    """What the doctor says of the figures so far."""
    for each in diagnosis.read_advice(record.folder_of(job.id)):
        show = st.warning if each.serious else st.info
        show(f"**{plain(each.finding)}** {plain(each.remedy)}", icon=":material/stethoscope:")


def chance(table: pd.DataFrame, what: str) -> float | None:
    """The share that guessing would reach, where the history knows it."""
    column = training.CHANCE.get(what)
    return table[column].iloc[-1] if column in table else None


def best_epoch(table: pd.DataFrame) -> None:
    """The best epoch so far, in figures of the validation part."""
    best = table.sort_values(["val_exact_match", "val_loss"], ascending=[False, True]).iloc[0]
    with st.container(horizontal=True):
        st.metric("best epoch", f"{best['epoch']:.0f}", width="content")
        st.metric(
            "its exact match", f"{best['val_exact_match']:.1%}", width="content", help="Texts of the validation part."
        )
        st.metric("its symbol accuracy", f"{best['val_symbol_accuracy']:.1%}", width="content")


def ended(job: record.View) -> None:
    """What came of a training: where to go with its model, or what it would take."""
    name, source = job.spec["name"], job.spec["dataset"]
    if not job.makes:
        st.info(f"**{plain(name)} would take** {told(job.result)}. Nothing was trained yet.", icon=":material/timer:")
        return
    if name not in model_names():
        return
    st.success(f"The model {plain(name)} is ready.")
    with st.container(horizontal=True):
        link("Models", "Its card", model=name)
        link("Classify", "Read images with it", model=name, dataset=source, part="test")
        link("Analyze", "See where it fails", model=name, dataset=source, part="test")
