"""The result of a forecast: its sentence, the fitted curve, and the trainings behind it."""

import pandas as pd
import streamlit as st

from engine.core.charts import search
from engine.core.jobs import record
from engine.forecast.band import band, errors
from ui.pages import next_step
from ui.text import plain


def forecast_result(job: record.View) -> None:
    """The result of a finished job."""
    forecast = job.result
    st.info(plain(forecast["forecast"]), icon=":material/query_stats:")
    chart = search.learning_law(errors(forecast["runs"]), band(forecast["runs"], job.spec["seed"]), forecast["goal"])
    st.plotly_chart(chart, key="forecast_law", config={"displayModeBar": False})
    runs = pd.DataFrame(forecast["runs"])
    shown = runs.assign(exact_match=100 * runs["exact_match"])[["images", "epochs", "exact_match", "read", "seconds"]]
    names = {"exact_match": "exact match (%)", "read": "validation texts", "seconds": "time (s)"}
    st.dataframe(shown.rename(columns=names).round(1), hide_index=True, key="forecast_runs")
    next_step("Train", "Next: train a model on it", dataset=job.spec["dataset"])
