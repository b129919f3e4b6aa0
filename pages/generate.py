"""Generate: labelled images are drawn; a preview follows every knob."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names
from engine.core.jobs import record
from engine.core.synthesis import assets
from engine.generate.spec import GenerateSpec
from ui.choices import free_name, preset
from ui.form import form
from ui.frame import frame, link
from ui.generate.assets import own, suggestions, symbol_sets
from ui.generate.match import match, samples
from ui.generate.on_demand import save_as_recipe
from ui.job_panel import current_job, job_panel
from ui.preview import closer, estimate, preview, redrawn
from ui.starter import starter
from ui.text import plain


def result(job: record.View) -> None:
    """What came of a finished job."""
    if job.state == "done" and job.spec["name"] in dataset_names():
        what = "recipe" if "recipe" in job.result else "dataset"
        st.success(f"The {what} {plain(job.spec['name'])} is ready.")
        redrawn(job)
        link("Split", "Next: split it", dataset=job.spec["name"])


frame("Generate", live=False)
settings, pictures = st.columns([2, 3], gap="large")
with settings:
    start = preset(GenerateSpec) | {"name": free_name("captchas", "dataset")}
    job = current_job("generate")
    # A page that renews itself, as with a job at work, would disturb an upload.
    busy = job is not None and job.active
    mine = [] if busy else match()
    if not busy:
        own()
    above = st.container()
    spec = form(GenerateSpec, options=suggestions(), opened=("Run",), presets=start, given={"store": "images"})
    with above:
        symbol_sets()
with pictures:
    samples(mine)
    found = preview("generate", spec, assets.state())
    drawn = spec if found else None
    note = estimate("generate", spec, assets.state(), spec.images) if found else ""
    starter("generate", drawn, "Generate", note=note, other=save_as_recipe(drawn))
    if job:
        job_panel(job.id, result)
    if found:
        closer(found)
