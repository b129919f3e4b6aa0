"""The result of composing."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.jobs import record
from ui.pages import next_step
from ui.preview import redrawn
from ui.text import plain


def result(job: record.View) -> None:
    """The dataset of a finished job, and the way to what comes next."""
    if job.state != "done" or job.spec["name"] not in dataset_names():
        return
    name = job.spec["name"]
    redrawn(job)
    if open_dataset(name).split_report() is None:
        st.success(f"The dataset {plain(name)} is ready.")
        next_step("Split", "Next: split it", dataset=name)
    else:
        st.success(f"The dataset {plain(name)} is ready, with the same split as its source.")
        next_step("Train", "Next: train a model on it", dataset=name)
