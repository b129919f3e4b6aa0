"""Classify: read pictures with a trained model, now and here, or many of them as a job."""

import streamlit as st

from engine import model
from ui import answer, bulk, choices, frame, job_panel, reader

frame.frame("Classify", live=False)
if not model.names():
    frame.empty("There is no model yet that could read: train one first.", "Train", "Home")
    st.stop()

with st.container(horizontal=True):
    model_name = choices.choose_model(model.names())
    source = choices.choose_source(reader.SOURCES, bulk.SOURCES)

if source in reader.SOURCES:
    pictures = reader.pictures_in(source)
    try:
        answer.show(reader.read_all(model_name, pictures))
    except ValueError as damage:
        st.error(frame.plain(damage))
else:
    job_panel.starter("classify", bulk.wanted(model_name, source), "Read them")
    job = job_panel.current_job("classify")
    if job:
        job_panel.job_panel(job.id)
        bulk.result(job)
