"""Compose: captchas are set from the pictures of a dataset of single symbols, such as handwriting."""

import streamlit as st

from engine.compose.spec import ComposeSpec
from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.jobs import record
from ui.choices import choose, free_name, preset
from ui.compose.sources import sources, state
from ui.form import form
from ui.frame import empty, frame, link
from ui.job_panel import current_job, job_panel
from ui.preview import closer, estimate, preview, redrawn
from ui.starter import starter
from ui.text import plain


def result(job: record.View) -> None:
    """What came of a finished job."""
    if job.state != "done" or job.spec["name"] not in dataset_names():
        return
    name = job.spec["name"]
    redrawn(job)
    if open_dataset(name).split_report() is None:
        st.success(f"The dataset {plain(name)} is ready.")
        link("Split", "Next: split it", dataset=name)
    else:
        st.success(f"The dataset {plain(name)} is ready, and split as its source is.")
        link("Train", "Next: train a model on it", dataset=name)


frame("Compose")
if not sources():
    empty("Compose needs a dataset of single symbols: collect one, or generate one with one symbol each.", "Collect")
    link("Generate", "Generate single symbols", preset="one-glyph")
    st.stop()

settings, pictures = st.columns([2, 3], gap="large")
with settings:
    source = choose("Dataset of single symbols", "dataset", sources())
    start = preset(ComposeSpec) | {"name": free_name(f"{source}-texts", "dataset")}
    spec = form(ComposeSpec, given={"dataset": source}, presets=start)
with pictures:
    found = preview("compose", spec, state(source))
    note = estimate("compose", spec, state(source), spec.count) if found else ""
    starter("compose", spec if found else None, "Compose", note=note)
    if job := current_job("compose"):
        job_panel(job.id, result)
    if found:
        closer(found)
