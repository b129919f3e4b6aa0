"""Merge: combines several datasets into a new one."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names
from engine.core.jobs.names import free_name
from engine.merge.spec import MergeSpec
from ui.forms.form import form
from ui.frame import empty, frame
from ui.jobs.panel import current_job, job_panel
from ui.jobs.starter import starter
from ui.merge.preview import preview, result

frame("Merge")
names = dataset_names()
if len(names) < 2:
    empty("Merging needs at least two datasets: make another one first.", "Collect", "Generate")
    st.stop()

settings, results = st.columns([2, 3], gap="large")
with settings:
    start = {"name": free_name("merged", "dataset")}
    spec = form(MergeSpec, options={"dataset": names}, presets=start, missing="Choose at least two datasets.")
    starter("merge", spec, "Merge")
with results:
    if job := current_job("merge"):
        job_panel(job.id, result)
    if spec:
        preview(spec)
