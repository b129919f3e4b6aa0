"""The learning curves of a training, live from its job's folder, and its result."""

from typing import Any

import pandas as pd
import streamlit as st

from engine.core.charts import training
from engine.core.jobs import control, record
from engine.core.models.card import model_names
from engine.core.models.history import read_epochs
from engine.core.storage.files import read_bytes
from engine.train import diagnosis, estimate, notes
from engine.train.loop.checkpoint import best_of
from ui.pages import link, next_step
from ui.text import duration, plain, size


def curves(job: record.View) -> None:
    """Loss, symbol accuracy and exact match over the epochs, training and validation, with the majority baseline."""
    if not job.makes:  # it only estimates
        return
    before_training(job)
    decisions(job)
    advice(job)
    table = read_epochs(record.folder_of(job.id))
    if table.empty:
        st.caption("Curves appear after the first epoch.")
        return
    if "val_loss" in table:
        best_epoch(table)
    take_best(job)
    best = {job.spec["name"]: best_of(table.to_dict("records"))["epoch"]} if "val_loss" in table else None
    for column, what in zip(st.columns(len(training.CURVES)), training.CURVES, strict=True):
        figure = training.learning_curve({job.spec["name"]: table}, what, best)
        column.plotly_chart(
            figure, key=f"curve_{what}", config={"displayModeBar": False}, alt=f"{what} over the epochs"
        )


def before_training(job: record.View) -> None:
    """The estimated cost of a training, and its first batch of images."""
    folder = record.folder_of(job.id)
    if cost := estimate.read_estimate(folder):
        st.caption(cost_in_words(cost))
    if (folder / "first-batch.png").exists():
        with st.expander("First batch of training images"):
            st.image(read_bytes(folder / "first-batch.png"), alt="the first batch")


def cost_in_words(cost: estimate.Cost | dict[str, Any]) -> str:
    """The size, memory and time of a training in words."""
    return (
        f"{cost['parameters']:,} parameters · about {size(cost['memory'])} of memory · about "
        f"{duration(60 * cost['minutes'])} for all epochs (from two timed steps)"
    )


def advice(job: record.View) -> None:
    """The advice of the diagnosis on the figures so far."""
    for item in diagnosis.read_advice(record.folder_of(job.id)):
        show = st.warning if item.serious else st.info
        show(f"**{plain(item.finding)}** {plain(item.remedy)}", icon=":material/stethoscope:")


def decisions(job: record.View) -> None:
    """What the training decided by itself: its start, a second start, an early end or more epochs."""
    for sentence in notes.read(record.folder_of(job.id)):
        st.caption(f":material/route: {plain(sentence)}")


def take_best(job: record.View) -> None:
    """A button that ends a training with its best epoch so far."""
    if job.state == "done":
        return
    st.button(
        "Take the best so far", key="take_best", icon=":material/new_releases:", on_click=control.finish,
        args=(job.id,), help="Ends the training after the current epoch and makes a model of the best one.",
    )  # fmt: skip


def best_epoch(table: pd.DataFrame) -> None:
    """The best epoch so far, with its scores on the validation part."""
    best = best_of(table.to_dict("records"))
    with st.container(horizontal=True):
        st.metric("best epoch", f"{best['epoch']:.0f}", width="content")
        for label, column in (("exact match", "val_exact_match"), ("symbol accuracy", "val_symbol_accuracy")):
            st.metric(label, f"{best[column]:.1%}", width="content", help="Best epoch, on the validation part.")


def ended(job: record.View) -> None:
    """The result of a training: links for its model, or the estimate."""
    name, source = job.spec["name"], job.spec["dataset"]
    if not job.makes:
        st.info(f"**Estimate for {plain(name)}:** {cost_in_words(job.result)}.", icon=":material/timer:")
        return
    if name not in model_names():
        return
    st.success(f"The model {plain(name)} is ready.")
    with st.container(horizontal=True, vertical_alignment="center"):
        next_step("Analyze", "Next: see where it fails", model=name, dataset=source, part="test")
        link("Classify", "Read images with it", model=name, dataset=source, part="test")
        link("Models", "Model card", model=name)
