"""A sweep: which fields vary, the leaderboard with its charts, and the click that makes a trial a model."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from engine.core.charts import search
from engine.core.jobs import record
from engine.core.specs.assignments import FIXED
from engine.spec import Knob, knobs
from engine.sweep import leaderboard as sweep_leaderboard
from engine.train.spec import TrainSpec
from ui.choices import choose, free_name
from ui.frame import link
from ui.text import plain

PLAIN = {"displayModeBar": False}
BEGUN = ("learning_rate",)
SUGGESTED = {"learning_rate": "0.001,0.01,0.1", "batch": "16,32,64", "epochs": "10,20,40"}


def varied() -> tuple[str, ...]:
    """The fields to vary, each with its values or range, as the sweep's `search` takes them."""
    known = {each.name: each for each in knobs(TrainSpec) if each.name not in FIXED}
    fields = st.multiselect(
        "Fields to vary", list(known), default=BEGUN, format_func=lambda name: known[name].title, key="vary",
        bind="query-params", help="Fields of training; each trial takes one value of each.",
    )  # fmt: skip
    return tuple(f"{name}={values_of(known[name])}" for name in fields)


def values_of(each: Knob) -> str:
    """The values, or the range, of one field; begun with what suits it."""
    return st.text_input(
        f"{each.title}: values, or from..to", value=suggested(each), key=f"values_{each.name}", help=each.sentence
    )


def suggested(each: Knob) -> str:
    """Values to begin with: all choices, both ways of a switch, or a few numbers around the middle."""
    if each.name in SUGGESTED:
        return SUGGESTED[each.name]
    if each.kind == "choice":
        return ",".join(each.choices)
    if each.kind == "switch":
        return "yes,no"
    if each.kind in ("whole", "number") and each.default:
        return ",".join(f"{factor * each.default:g}" for factor in (0.5, 1, 2))
    return str(each.default or "")


def live(job: record.View) -> None:
    """The leaderboard of a running sweep."""
    if job.spec["name"] in sweep_leaderboard.names():
        leaderboard(sweep_leaderboard.read(job.spec["name"])["trials"], "live")


def sweep_results(preferred: str | None) -> None:
    """The chosen sweep: leaderboard, charts, and its best trial as a model."""
    name = choose("Sweep", "sweep", sweep_leaderboard.names(), preferred)
    found = sweep_leaderboard.read(name)
    trials, fields = found["trials"], sweep_leaderboard.fields(found)
    leaderboard(trials, "chosen")
    scored = trials.dropna(subset=["exact_match"])
    if scored.empty:
        return
    take(name, trials)
    left, right = st.columns(2)
    with left:
        chart("Best so far", search.best_so_far, trials)
    with right:
        if found["importance"]:
            chart("What mattered", search.importance, found["importance"])
        else:
            st.caption("Which field mattered can be told after four different trials.")
    chart("All trials", search.parallel, scored, fields)


def chart(title: str, draw: Callable[..., Any], *tables: Any) -> None:
    """A heading with a chart below."""
    st.markdown(f"**{title}**")
    st.plotly_chart(draw(*tables), key=f"chart_{title}", config=PLAIN)


def leaderboard(trials: pd.DataFrame, key: str) -> None:
    """All trials, best first; key tells one table of the page from another."""
    shares = trials.assign(exact_match=100 * trials["exact_match"].astype(float)).drop(columns=["message"])
    percent = st.column_config.NumberColumn(
        "exact match (%)", format="%.1f", help="Whole texts of the validation part."
    )
    seconds = st.column_config.NumberColumn("CPU-seconds", format="%.0f")
    columns = {"exact_match": percent, "cpu_seconds": seconds}
    st.dataframe(shares, hide_index=True, column_config=columns, key=f"leaderboard_{key}")
    for message in trials.loc[trials["message"] != "", "message"].unique()[:3]:
        st.warning(plain(message))


def take(name: str, trials: pd.DataFrame) -> None:
    """Makes a trial a model: one click for the best."""
    done = trials.loc[trials["state"] == "done", "trial"].tolist()
    if not done:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox("Trial", done, key="trial", width=120, help="The best stands first.")
        as_name = st.text_input("Name of the model", value=free_name(name, "model"), key="as_name", width=240)
        clicked = st.button("Make it a model", type="primary", key="adopt")
    if not clicked:
        return
    try:
        sweep_leaderboard.adopt(name, int(number), as_name)
    except (ValueError, FileExistsError, FileNotFoundError) as refusal:
        st.error(plain(refusal))
        return
    st.success(f"The model {plain(as_name)} is there.")
    link("Models", "Its card", model=as_name)
