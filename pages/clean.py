"""Clean: what is odd in a dataset is found and shown, and stays or is left out; nothing is deleted."""

import streamlit as st

from engine.clean.run import findings_of
from engine.clean.spec import FINDINGS, CleanSpec
from engine.core.datasets.dataset import dataset_names, open_dataset
from ui.choices import choose_dataset
from ui.clean.findings import findings
from ui.clean.left_out import left_out
from ui.form import form
from ui.frame import empty, frame
from ui.job_panel import current_job, job_panel
from ui.starter import starter

frame("Clean")
if not dataset_names():
    empty("There is nothing to clean yet: make a dataset first.", "Collect", "Generate")
    st.stop()

settings, found = st.columns([2, 3], gap="large")
with settings:
    name = choose_dataset()
    spec = form(CleanSpec, given={"dataset": name}, options={"leave_out": list(FINDINGS)})
    starter("clean", spec, "Look for what is odd", "What you decided by hand stays, unless *Forget* is on.")
with found:
    if job := current_job("clean"):
        job_panel(job.id)
    opened = open_dataset(name)
    findings(opened, findings_of(opened))
    left_out(opened)
