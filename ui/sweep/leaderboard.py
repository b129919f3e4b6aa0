"""A sweep: the settings to vary, the leaderboard with its charts, and the button that saves a trial as a model."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from engine.core.charts import search
from engine.core.jobs import record
from engine.core.jobs.names import free_name
from engine.core.specs.assignments import FIXED
from engine.spec import Knob, knobs
from engine.sweep import leaderboard as sweep_leaderboard
from engine.sweep.space import suggested
from engine.train.spec import TrainSpec
from ui.choices import choose
from ui.frame import link
from ui.pages import emphasis
from ui.text import plain

PLAIN = {"displayModeBar": False}
VARIED_AT_FIRST = ("learning_rate",)


def varied() -> tuple[str, ...]:
    """The settings to vary, each with its values or range, in the form of the sweep's `search`."""
    fields = {knob.name: knob for knob in knobs(TrainSpec) if knob.name not in FIXED}
    chosen = st.multiselect(
        "Settings to vary", list(fields), default=VARIED_AT_FIRST, format_func=lambda name: fields[name].title,
        key="vary", bind="query-params", help="Settings of training. Each trial uses one value of each.",
    )  # fmt: skip
    return tuple(f"{name}={values_of(fields[name])}" for name in chosen)


def values_of(knob: Knob) -> str:
    """The values or the range of one setting: chosen, or typed if it is a number. Starts with suitable ones."""
    start = suggested(knob)
    if knob.kind in ("choice", "switch"):
        options = start.split(",")
        chosen = st.multiselect(
            f"{knob.title}: values to try", options, options, key=f"values_{knob.name}", help=knob.sentence,
            format_func=lambda value: knob.choice_labels.get(value, value),
        )  # fmt: skip
        return ",".join(chosen)
    ranges = " or range (a..b)" if knob.kind in ("number", "whole") else ""
    about = f"{knob.title}: values to try (a, b, c){ranges}"
    return st.text_input(about, value=start, key=f"values_{knob.name}", help=knob.sentence)


def live(job: record.View) -> None:
    """What a running sweep trains at the moment, and its leaderboard."""
    trainings = [part for part in record.active_views() if part.within == job.id]
    for training in reversed(trainings):
        st.progress(training.share, text=plain(training_in_words(training)))
    if job.spec["name"] in sweep_leaderboard.names():
        leaderboard(sweep_leaderboard.read(job.spec["name"])["trials"], "live")
    elif not trainings:
        st.caption("The first trial is about to start.")


def training_in_words(training: record.View) -> str:
    """A trial that runs: its name, how far it is, and its exact match so far."""
    figures = training.progress.figures if training.progress else {}
    if "epoch" not in figures:
        return f"{training.title}: preparing images"
    score = f", exact match {figures['val_exact_match']:.1%}" if "val_exact_match" in figures else ""
    return f"{training.title}: epoch {figures['epoch']:.0f}{score}"


def sweep_results(preferred: str | None) -> None:
    """The chosen sweep: leaderboard, charts, and the button that saves a trial as a model."""
    name = choose("Sweep", "sweep", sweep_leaderboard.names(), preferred)
    sweep = sweep_leaderboard.read(name)
    trials, fields = sweep["trials"], sweep_leaderboard.fields(sweep)
    leaderboard(trials, "chosen")
    scored = trials.dropna(subset=["exact_match"])
    if scored.empty:
        return
    take(name, trials)
    left, right = st.columns(2)
    with left:
        chart("Best so far", search.best_so_far, trials)
    with right:
        if sweep["importance"]:
            chart("Importance of settings", search.importance, sweep["importance"])
        else:
            st.caption("Needs four trials to show which setting matters.")
    chart("All trials", search.parallel, scored, fields)


def chart(title: str, draw: Callable[..., Any], *tables: Any) -> None:
    """A chart under its heading."""
    st.markdown(f"**{title}**")
    st.plotly_chart(draw(*tables), key=f"chart_{title}", config=PLAIN)


def leaderboard(trials: pd.DataFrame, key: str) -> None:
    """All trials, best first. `key` tells apart the tables of a page."""
    shares = trials.assign(exact_match=100 * trials["exact_match"].astype(float)).drop(columns=["message"])
    percent = st.column_config.NumberColumn(
        "exact match (%)", format="%.1f", help="Share of whole texts read correctly, on the validation part."
    )
    seconds = st.column_config.NumberColumn("CPU-seconds", format="%.0f")
    columns = {"exact_match": percent, "cpu_seconds": seconds}
    st.dataframe(shares, hide_index=True, column_config=columns, key=f"leaderboard_{key}")
    if (trials["state"] == "unusable").any():
        st.caption("Unusable: the settings led to no model, so such settings are avoided.")
    for message in trials.loc[trials["message"] != "", "message"].unique()[:3]:
        st.warning(plain(message))


def take(name: str, trials: pd.DataFrame) -> None:
    """The button that saves a trial as a model; one click for the best."""
    done = sweep_leaderboard.with_model(trials)
    if not done:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox("Trial", done, key="trial", width=120, help="Best first.")
        as_name = st.text_input("Model name", value=free_name(name, "model"), key="as_name", width=240)
        clicked = st.button("Save as model", type=emphasis("adopt"), key="adopt")
    if not clicked:
        return
    try:
        sweep_leaderboard.adopt(name, int(number), as_name)
    except (ValueError, FileExistsError, FileNotFoundError) as refusal:
        st.error(plain(refusal))
        return
    st.success(f"The model {plain(as_name)} is ready.")
    link("Models", "Model card", model=as_name)
