"""Collect: an archive, a folder or a table of labelled images becomes a dataset."""

import streamlit as st

from engine.collect.spec import CollectSpec
from ui.collect.preview import files, not_needed, preview, result, sources_of, unreadable
from ui.form import form
from ui.frame import empty, frame
from ui.job_panel import current_job, job_panel
from ui.starter import starter
from ui.upload import pick_sources

frame("Collect", live=False)
if job := current_job("collect"):
    job_panel(job.id, result)
    if job.active:  # a page that renews itself would disturb an upload
        st.caption("The form comes back when this job has ended.")
        st.stop()

settings, table = st.columns([2, 3], gap="large")
with settings:
    given = pick_sources()
    if not given:
        empty(
            "Give an archive or a folder with images whose names, folders or list say what they show.",
            "Download",
            "Generate",
        )
        st.stop()
    sources, presets = sources_of(given)
    known = {"source": sources, **not_needed(presets)}
    spec = form(CollectSpec, given=known, presets=presets, opened=("labels",))
    starter("collect", spec, "Make the dataset")
with table:
    if spec:
        preview(spec)
        unreadable(spec)
    else:
        files(sources)
