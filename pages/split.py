"""Split: divides a dataset into a training, a validation and a test part."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.split.spec import SplitSpec
from ui.choices import choose_dataset
from ui.forms.form import form
from ui.frame import empty, frame
from ui.jobs.panel import current_job, job_panel
from ui.jobs.starter import starter
from ui.split.outcome import confirmed, groups_to_choose, outcome

frame("Split")
if not dataset_names():
    empty("There is nothing to split yet: make a dataset first.", "Generate", "Collect")
    st.stop()

settings, results = st.columns([2, 3], gap="large")
with settings:
    name = choose_dataset()
    spec = form(SplitSpec, **groups_to_choose(name))
    allowed = confirmed(name)
    starter("split", spec, "Split", disabled=not allowed)
with results:
    if job := current_job("split"):
        job_panel(job.id)
    outcome(open_dataset(name), allowed)
