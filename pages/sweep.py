"""Sweep: many trainings with varied settings, a leaderboard, and the best of them as a model."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.sweep.leaderboard import names
from engine.sweep.spec import SweepSpec
from ui.choices import choose_dataset, free_name
from ui.form import form
from ui.frame import empty, frame
from ui.job_panel import current_job, job_panel
from ui.starter import starter
from ui.sweep.leaderboard import live, sweep_results, varied

frame("Sweep")
if job := current_job("sweep"):
    job_panel(job.id, live if job.active else None)
if not dataset_names():
    empty("There is nothing to learn from yet: make a dataset first.", "Generate", "Collect")
    st.stop()

settings, results = st.columns([2, 3], gap="large")
with settings:
    source = open_dataset(choose_dataset(job.spec["dataset"] if job else None))
    if source.split_report() is None:
        empty("This dataset is not split yet. A sweep needs images to learn from, and others to judge by.", "Split")
    else:
        search = varied()
        own = {"dataset": source.name, "search": search}
        spec = form(SweepSpec, given=own, presets={"name": free_name(source.name, "sweep")})
        starter("sweep", spec, "Start the sweep")
with results:
    if names():
        sweep_results(job.spec["name"] if job else None)
    else:
        empty("No sweep yet. Choose the fields to vary and start one; its leaderboard appears here while it runs.")
