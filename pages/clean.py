"""Clean: finds and shows unusual images, to be kept or excluded. Nothing is deleted."""

import streamlit as st

from engine.clean.run import findings_of
from engine.clean.spec import FINDINGS, CleanSpec
from engine.core.datasets.dataset import dataset_names, open_dataset
from ui.choices import choose_dataset
from ui.clean.findings import findings
from ui.clean.left_out import left_out
from ui.forms.form import form
from ui.frame import empty, frame
from ui.jobs.panel import current_job, job_panel
from ui.jobs.starter import starter

frame("Clean")
if not dataset_names():
    empty("There is nothing to clean yet: make a dataset first.", "Collect", "Generate")
    st.stop()

settings, results = st.columns([2, 3], gap="large")
with settings:
    name = choose_dataset()
    spec = form(CleanSpec, given={"dataset": name}, options={"leave_out": list(FINDINGS)})
    note = "Your earlier decisions are kept, unless *Discard earlier decisions* is on."
    starter("clean", spec, "Check the images", note)
with results:
    if job := current_job("clean"):
        job_panel(job.id)
    dataset = open_dataset(name)
    findings(dataset, findings_of(dataset))
    left_out(dataset)
