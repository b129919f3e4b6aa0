"""Compose: makes images of texts from the images of single symbols, such as handwriting."""

import streamlit as st

from engine.compose.sampling import sources
from engine.compose.spec import ComposeSpec
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs.names import free_name
from ui.choices import choose_listed_dataset, preset
from ui.compose.result import result
from ui.forms.form import form
from ui.frame import empty, frame, link
from ui.jobs.panel import current_job, job_panel
from ui.jobs.starter import starter
from ui.preview import beside, details, estimate, preview

frame("Compose")
if not sources():
    empty("Compose needs a dataset of single symbols: collect one, or generate one with one symbol each.", "Collect")
    link("Generate", "Generate single symbols", preset="one-glyph")
    st.stop()

images, settings = beside()
with settings:
    source = choose_listed_dataset(sources(), label="Dataset of single symbols")
    start = preset(ComposeSpec) | {"name": free_name(f"{source}-texts", "dataset")}
    spec = form(ComposeSpec, given={"dataset": source}, presets=start)
with images:
    state = open_dataset(source).state()
    samples = preview("compose", spec, state)
    note = estimate("compose", spec, state, spec.count) if spec and samples else ""
    starter("compose", spec if samples else None, "Compose", note=note)
    if job := current_job("compose"):
        job_panel(job.id, result)
    if samples:
        details(samples)
