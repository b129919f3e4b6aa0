"""Forecast: estimates how many images and how much time a goal needs."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.forecast.spec import ForecastSpec
from ui.choices import choose_dataset, same_settings
from ui.forecast.result import forecast_result
from ui.forms.form import form
from ui.frame import empty, frame
from ui.jobs.panel import current_job, job_panel
from ui.jobs.starter import starter

frame("Forecast")
if not dataset_names():
    empty("There are no images to train on yet: make a dataset first.", "Generate", "Collect")
    st.stop()

job = current_job("forecast")
settings, result = st.columns([2, 3], gap="large")
with settings:
    source = open_dataset(choose_dataset(job.spec["dataset"] if job else None))
    if source.split_report() is None:
        empty("This dataset is not split yet. A forecast needs a training and a validation part.", "Split")
        st.stop()
    starter(
        "forecast",
        form(ForecastSpec, given={"dataset": source.name, "settings": same_settings("trainings")}),
        "Forecast",
    )
with result:
    if job:
        job_panel(job.id)
    if job and job.state == "done":
        forecast_result(job)
    elif not job:
        empty("Choose a goal and start: a few short trainings estimate how many images it needs.")
