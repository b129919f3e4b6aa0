"""Correct: what a model read is corrected by keyboard, most useful first, and becomes its next lesson."""

import streamlit as st

from engine.core.jobs import record
from engine.core.models.card import is_whole, model_names
from ui import choices, frame
from ui.correct.desk import desk

frame.frame("Correct")
names = [name for name in model_names() if is_whole(name)]
if not names:
    frame.empty("There is no model yet: train one first.", "Train", "Home")
    st.stop()

with st.container(horizontal=True):
    model_name = choices.choose_model(names)
    jobs = {
        job.id: job
        for job in record.views()
        if job.verb == "classify" and job.state == "done" and job.spec.get("model") == model_name
    }
    if not jobs:
        frame.empty("This model has read no images in bulk yet. Read some, then correct what it read.", "Classify")
        st.stop()
    chosen = st.selectbox(
        "Images of",
        [*jobs],
        key="read_by",
        format_func=lambda job_id: f"{jobs[job_id].title} ({job_id[:13]})",
    )

desk(model_name, chosen or next(iter(jobs)))
