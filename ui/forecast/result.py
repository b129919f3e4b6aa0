"""The result of a forecast: its sentence, the fitted curve, and the trainings behind it."""

import pandas as pd
import streamlit as st

from engine.core.charts import search
from engine.core.jobs import record
from engine.forecast.band import band, errors, usable_runs
from ui.pages import next_step
from ui.text import duration, plain


def forecast_result(job: record.View) -> None:
    """The result of a finished job."""
    forecast = job.result
    usable = usable_runs(forecast["runs"])
    if len(usable) < 2:
        st.warning(plain(forecast["forecast"]), icon=":material/query_stats:")
    else:
        st.info(plain(forecast["forecast"]), icon=":material/query_stats:")
        chart = search.learning_law(errors(forecast["runs"]), band(usable, job.spec["seed"]), forecast["goal"])
        about = "Errors over the number of training images, with the forecast"
        st.plotly_chart(chart, key="forecast_law", config={"displayModeBar": False}, alt=about)
    runs = pd.DataFrame(forecast["runs"])
    shown = runs.assign(exact_match=100 * runs["exact_match"], time=runs["seconds"].map(duration))
    shown = shown[["images", "epochs", "exact_match", "read", "time"]]
    names = {"exact_match": "exact match (%)", "read": "validation texts"}
    st.dataframe(shown.rename(columns=names).round(1), hide_index=True, key="forecast_runs")
    next_step("Train", "Next: train a model on it", dataset=job.spec["dataset"])
