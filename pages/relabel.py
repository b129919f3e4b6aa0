"""Relabel: the most suspicious labels, one after the other; each is accepted, kept or typed, and every step undone."""

import streamlit as st

from engine import dataset, model
from engine.relabel.spec import RelabelSpec
from ui.choices import choose_dataset, pick
from ui.corrected import corrected
from ui.form import form
from ui.frame import empty, frame
from ui.job_panel import current_job, job_panel, starter
from ui.relabelling import queue

frame("Relabel")
if not dataset.names():
    empty("There are no labels to look at yet: make a dataset first.", "Collect", "Generate")
    st.stop()

settings, found = st.columns([1, 2], gap="large")
with settings:
    name = choose_dataset()
    spec = form(RelabelSpec, given={"dataset": name}, options={"model": ["", *model.names()]})
    starter("relabel", spec, "Look for label errors", "What you decided stays decided.")
with found:
    if job := current_job("relabel"):
        job_panel(job.id)
    if pick("View", "view", ["queue", "corrections"], "queue") == "queue":
        queue(name)
    else:
        corrected(name)
