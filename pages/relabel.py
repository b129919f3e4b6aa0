"""Relabel: reviews the most suspicious labels one by one. Every decision can be undone."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names
from engine.core.models.card import model_names
from engine.relabel.spec import RelabelSpec
from ui.choices import by_group_if_useful, choose_dataset, pick
from ui.forms.form import form
from ui.frame import empty, frame
from ui.jobs.panel import current_job, job_panel
from ui.jobs.starter import starter
from ui.relabel.history import corrected
from ui.relabel.queue import queue

frame("Relabel")
if not dataset_names():
    empty("There are no labels to review yet: make a dataset first.", "Collect", "Generate")
    st.stop()

settings, results = st.columns([1, 2], gap="large")
with settings:
    name = choose_dataset()
    form_place = st.container()
with results:
    if job := current_job("relabel"):
        job_panel(job.id)
    if pick("View", "view", ["queue", "corrections"], "queue") == "queue":
        queue(name)
    else:
        corrected(name)
with form_place:  # last, so that a decision on a label comes before another search
    given = {"dataset": name, **by_group_if_useful(name)}
    spec = form(RelabelSpec, given=given, options={"model": ["", *model_names()]})
    starter("relabel", spec, "Find label errors", "Your earlier decisions are kept.")
