"""Calibrate: how far a model's confidence can be trusted, and from which confidence on its texts can be accepted."""

import streamlit as st

from engine.calibrate.spec import CalibrateSpec
from engine.core.datasets.dataset import dataset_names
from engine.core.models.card import model_names
from engine.core.models.decoding.constraint import ANY
from engine.core.specs.known_texts import words_of
from ui import choices, frame, text
from ui.calibrate.result import result
from ui.forms.form import form
from ui.jobs.panel import current_job, job_panel
from ui.jobs.starter import starter

frame.frame("Calibrate")
if not model_names() or not dataset_names():
    frame.empty("There is nothing to calibrate yet: train a model first.", "Train", "Generate", "Collect")
    st.stop()

settings, results = st.columns([1, 2], gap="large")
with settings:
    model_name = choices.choose_model(model_names())
    dataset = choices.choose_dataset(choices.dataset_for(model_name))
    spec = form(CalibrateSpec, given={"model": model_name, "dataset": dataset})
    starter("calibrate", spec, "Calibrate", "Every training ends with a calibration on its validation part.")
with results:
    if job := current_job("calibrate"):
        job_panel(job.id)
    try:
        result(model_name, spec.constraint._replace(words=words_of(spec.words)) if spec else ANY)
    except (ValueError, FileNotFoundError) as damage:
        st.warning(text.plain(damage))
