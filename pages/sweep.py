"""Sweep: many trainings with varied settings, their leaderboard, and the best one saved as a model."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.jobs.names import free_name
from engine.sweep.leaderboard import names
from engine.sweep.spec import SweepSpec
from ui.choices import choose_dataset, same_settings
from ui.forms.form import form
from ui.frame import empty, frame
from ui.jobs.panel import current_job, job_panel
from ui.jobs.starter import starter
from ui.sweep.leaderboard import live, sweep_results, varied

frame("Sweep")
if job := current_job("sweep"):
    job_panel(job.id, live if job.active else None)
if not dataset_names():
    empty("There are no images to train on yet: make a dataset first.", "Generate", "Collect")
    st.stop()

settings, results = st.columns([2, 3], gap="large")
with settings:
    source = open_dataset(choose_dataset(job.spec["dataset"] if job else None))
    if source.split_report() is None:
        empty("This dataset is not split yet. A sweep needs a training and a validation part.", "Split")
    else:
        given = {"dataset": source.name, "search": varied(), "settings": same_settings("trials")}
        spec = form(SweepSpec, given=given, presets={"name": free_name(source.name, "sweep")})
        starter("sweep", spec, "Start sweep")
with results:
    if names():
        sweep_results(job.spec["name"] if job else None)
    elif source.split_report():
        empty("There is no sweep yet: choose the settings to vary and start one. Its leaderboard appears here.")
