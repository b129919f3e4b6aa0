"""Generate: draws labelled images; the preview follows every setting."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names
from engine.core.jobs import record
from engine.core.jobs.names import free_name
from engine.core.synthesis import assets
from engine.generate.spec import GenerateSpec
from ui.choices import preset
from ui.forms.form import form
from ui.frame import frame
from ui.generate.assets import own_files, suggestions, symbol_sets
from ui.generate.match import match, show_matched
from ui.generate.on_demand import draw_on_the_fly
from ui.jobs.panel import current_job, job_panel
from ui.jobs.starter import starter
from ui.pages import next_step
from ui.preview import beside, details, estimate, preview, redrawn
from ui.text import plain


def result(job: record.View) -> None:
    """The dataset of a finished job, and the way to what comes next."""
    if job.state == "done" and job.spec["name"] in dataset_names():
        st.success(f"The dataset {plain(job.spec['name'])} is ready.")
        redrawn(job)
        next_step("Split", "Next: split it", dataset=job.spec["name"])


frame("Generate")
images, settings = beside()
with settings:
    start = preset(GenerateSpec) | {"name": free_name("captchas", "dataset")}
    job = current_job("generate")
    # While a job runs, the page renews itself, which would disturb an upload.
    busy = job is not None and job.active
    matched = [] if busy else match()
    if not busy:
        own_files()
    above = st.container()
    spec = form(GenerateSpec, options=suggestions(), opened=("Dataset",), presets=start, given={"store": "images"})
    with above:
        symbol_sets()
with images:
    show_matched(matched)
    samples = preview("generate", spec, assets.state())
    valid = spec if samples else None
    note = estimate("generate", spec, assets.state(), spec.images) if spec and samples else ""
    starter("generate", valid, "Generate", note=note, other=draw_on_the_fly(valid))
    if job:
        job_panel(job.id, result)
    if samples:
        details(samples)
