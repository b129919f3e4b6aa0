"""Collect: imports an archive, a folder or a table of labelled images as a dataset."""

import streamlit as st

from engine.collect.spec import CollectSpec
from engine.collect.suggestions import suggested
from ui.collect.preview import files, known_values, preview, result, unreadable
from ui.form import form
from ui.frame import empty, frame
from ui.job_panel import current_job, job_panel
from ui.starter import starter
from ui.upload import pick_sources

frame("Collect")
if job := current_job("collect"):
    job_panel(job.id, result)
    if job.active:  # a page that renews itself would disturb an upload
        st.caption("You can import more when this is finished.")
        st.stop()

settings, table = st.columns([2, 3], gap="large")
with settings:
    given = pick_sources()
    if not given:
        empty(
            "Add an archive or a folder of labelled images. Labels come from file names, folder names or a list.",
            "Download",
            "Generate",
        )
        st.stop()
    sources, presets = suggested(given)
    spec = form(CollectSpec, given=known_values(sources, presets), presets=presets, opened=("labels",))
    starter("collect", spec, "Import")
with table:
    if spec:
        preview(spec)
        unreadable(spec)
    else:
        files(sources)
