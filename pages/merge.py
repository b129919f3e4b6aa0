"""Merge: several datasets become one; they stay as they are."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names
from engine.merge.spec import MergeSpec
from ui.choices import free_name
from ui.form import form
from ui.frame import empty, frame
from ui.job_panel import current_job, job_panel
from ui.merge.preview import preview, result
from ui.starter import starter

frame("Merge")
names = dataset_names()
if len(names) < 2:
    empty("Merging takes two datasets or more: make another one first.", "Collect", "Generate")
    st.stop()

settings, made = st.columns([2, 3], gap="large")
with settings:
    spec = form(MergeSpec, options={"dataset": names}, presets={"name": free_name("merged", "dataset")})
    starter("merge", spec, "Merge")
with made:
    if job := current_job("merge"):
        job_panel(job.id, result)
    if spec:
        preview(spec)
