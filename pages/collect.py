"""Collect: imports an archive, a folder or a table of labelled images as a dataset."""

import streamlit as st

from engine.collect.spec import CollectSpec
from engine.collect.suggestions import suggested
from ui.collect.preview import files, known_values, labels, preview, result, unreadable
from ui.forms.form import form
from ui.frame import empty, frame
from ui.jobs.panel import current_job, job_panel
from ui.jobs.starter import starter
from ui.pages import link
from ui.upload import pick_sources

frame("Collect")
if job := current_job("collect"):
    job_panel(job.id, result)
    if job.active:  # a page that renews itself would disturb an upload
        st.caption("You can import more when this is finished.")
        st.stop()
    if job.state == "done":
        link("Collect", "Collect another", icon=":material/add:")
        st.stop()

settings, preview_of_labels = st.columns([2, 3], gap="large")
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
with preview_of_labels:
    if spec:
        usable = preview(spec)
        starter("collect", spec if usable else None, "Import")
        if usable:
            labels(spec)
        unreadable(spec)
    else:
        starter("collect", None, "Import")
        files(sources)
