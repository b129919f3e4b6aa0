"""A forecast: the sentence, the law through the runs, and the runs themselves."""

import numpy as np
import pandas as pd
import streamlit as st

from engine.core.charts import search
from engine.core.jobs import record
from engine.forecast.power_law import Point, fitted
from ui.frame import link
from ui.text import plain

AHEAD = 30  # times the images of the largest run that the chart shows


def forecast_result(job: record.View) -> None:
    """What a finished forecast says."""
    found = job.result
    st.info(plain(found["forecast"]), icon=":material/query_stats:")
    runs = pd.DataFrame(found["runs"])
    st.plotly_chart(chart(runs, found["goal"], job.spec["seed"]), key="law", config={"displayModeBar": False})
    shown = runs.assign(exact_match=100 * runs["exact_match"])[["images", "epochs", "exact_match", "read", "seconds"]]
    names = {"exact_match": "exact match (%)", "read": "validation texts", "seconds": "time (s)"}
    st.dataframe(shown.rename(columns=names).round(1), hide_index=True, key="runs")
    link("Train", "Train on it", dataset=job.spec["dataset"])


def chart(runs: pd.DataFrame, goal: float, seed: int) -> object:
    """The runs and the law through them, drawn beyond the largest."""
    columns = runs[["images", "read", "wrong"]].astype(int)
    law = fitted([Point(*row) for row in columns.itertuples(index=False)], seed)
    images = np.geomspace(runs["images"].min(), AHEAD * runs["images"].max(), 60)
    low, middle, high = law.error(images)
    band = pd.DataFrame({"images": images, "low": low, "middle": middle, "high": high})
    # A run without a mistake has no place on a logarithmic axis; half a mistake stands for none.
    points = pd.DataFrame({"images": runs["images"], "error": (runs["wrong"].clip(lower=0.5)) / runs["read"]})
    return search.learning_law(points, band, goal)
