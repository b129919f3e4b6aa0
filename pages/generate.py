"""Generate: labelled images are drawn; a preview follows every knob."""

import streamlit as st

from engine import dataset, jobs
from engine.generate.spec import GenerateSpec
from ui.form import form
from ui.frame import frame, link, plain
from ui.job_panel import current_job, job_panel, starter
from ui.matching import match, samples
from ui.names import free_name
from ui.presets import preset
from ui.preview import closer, estimate, preview
from ui.recipe import save_as_recipe


def result(job: jobs.View) -> None:
    """What came of a finished job."""
    if job.state == "done" and job.spec["name"] in dataset.names():
        what = "recipe" if "recipe" in job.result else "dataset"
        st.success(f"The {what} {plain(job.spec['name'])} is ready.")
        if "redrawn" in job.result:
            st.caption(
                f"{job.result['redrawn']:,} images were drawn again: cut at an edge, or with too little contrast."
            )
        link("Split", "Next: split it", dataset=job.spec["name"])


frame("Generate", live=False)
settings, pictures = st.columns([2, 3], gap="large")
with settings:
    start = preset() | {"name": free_name("captchas", "dataset")}
    job = current_job("generate")
    # A page that renews itself, as with a job at work, would disturb an upload.
    mine = [] if job and job.active else match()
    spec = form(GenerateSpec, opened=("Run",), presets=start, given={"store": "images"})
with pictures:
    samples(mine)
    found = preview(spec)
    drawn = spec if found else None
    note = estimate(spec) if found else ""
    starter("generate", drawn, "Generate", note=note, other=save_as_recipe(drawn))
    if job:
        job_panel(job.id, result)
    if found:
        closer(found)
