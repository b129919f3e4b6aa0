"""Classify: read a few images with a trained model right on the page, or many as a job."""

import streamlit as st

from engine.core.models.card import model_names
from ui import choices, frame, text
from ui.classify import answer, batch, known, sources
from ui.jobs.panel import current_job, job_panel
from ui.jobs.starter import starter

frame.frame("Classify")
if not model_names():
    frame.empty("There is no model yet: train one first.", "Train", "Home")
    st.stop()

with st.container(horizontal=True):
    model_name = choices.choose_model(model_names())
    source = choices.choose_source(sources.SOURCES, batch.SOURCES)

values = known.known()
if source in sources.SOURCES:
    images = sources.images_from(source)
    try:
        answer.show(sources.read_all(model_name, images, known.constraint_of(values)))
    except ValueError as mistake:
        st.error(text.plain(mistake))
else:
    starter("classify", batch.wanted(model_name, source, values), "Read the images")
    job = current_job("classify")
    if job:
        job_panel(job.id)
        batch.result(job)
