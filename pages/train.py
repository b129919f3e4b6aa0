"""Train: trains a model on a split dataset while you watch."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names, open_dataset
from ui.choices import choose_dataset
from ui.figures import facts
from ui.frame import empty, frame
from ui.jobs.panel import current_job, job_panel
from ui.jobs.starter import starter
from ui.preparation import seen_by_a_net
from ui.train import first_batch
from ui.train.curves import curves, ended
from ui.train.settings import estimated, training

frame("Train")
if job := current_job("train"):
    job_panel(job.id, curves)
    if job.state == "done":
        ended(job)
if not dataset_names():
    empty("There are no images to train on yet: make a dataset first.", "Generate", "Collect")
    st.stop()

if job and job.makes:
    st.subheader("Train another model")
settings, about = st.columns([2, 3], gap="large")
with settings:
    source = open_dataset(choose_dataset(job.spec["dataset"] if job else None))
with about:
    facts(source)
    seen_by_a_net(source)
if source.split_report() is None:
    empty("This dataset is not split yet. Training needs a training and a validation part.", "Split")
    st.stop()
with settings:
    spec = training(source)
with about:
    valid = spec if first_batch.show(spec, source) else None
with settings:
    starter("train", valid, "Train", other=estimated(valid))
