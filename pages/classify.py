"""Classify: read a few images with trained models right on the page, or many as a job."""

import streamlit as st

from engine.core.models.card import is_whole, model_names, read_card
from ui import choices, frame, text
from ui.base_model import offer_base
from ui.classify import answer, batch, known, lines, sources
from ui.classify.readings import readings
from ui.jobs.panel import current_job, job_panel
from ui.jobs.starter import starter

frame.frame("Classify")
if not model_names():
    frame.empty("There is no model yet: train one first, or read without training.", "Train", "Home")
    offer_base()
    st.stop()

with st.container(horizontal=True):
    model_name = choices.choose_model(model_names())
    source = choices.choose_source(sources.SOURCES, batch.SOURCES)

values, rate = known.known(), known.promised_rate()
if source in sources.SOURCES:
    others = choices.choose_others([name for name in model_names() if name != model_name and is_whole(name)])
    try:
        card = read_card(model_name)
        as_lines = card.slots == 1 and st.toggle("Lines of symbols", key="as_lines", bind="query-params")
        shape = card.preparation
        images = sources.images_from(source, lines.ASPECT if as_lines else shape.width / shape.height)
        if as_lines:
            lines.lines(model_name, images)
        else:
            constraint = known.constraint_of(values, card.constraint)
            answer.show([readings(name, images, constraint, rate) for name in [model_name, *others]])
    except (ValueError, FileNotFoundError) as mistake:
        st.error(text.plain(mistake))
else:
    starter("classify", batch.wanted(model_name, source, values, rate), "Read the images")
    job = current_job("classify")
    if job:
        job_panel(job.id)
        batch.result(job)
