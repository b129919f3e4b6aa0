"""Analyze: how well a model reads a part of a dataset, where it fails, and on which images."""

import streamlit as st

from engine.classify.spec import ClassifySpec
from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.models.card import model_names
from ui import choices, frame, text, url
from ui.analyze import cautions
from ui.analyze.report import report
from ui.analyze.stored import stored
from ui.analyze.study import study_panel
from ui.analyze.views import VIEWS, choose_view
from ui.jobs.starter import read_now

frame.frame("Analyze")
shows_study = study_panel()
if not model_names() or not dataset_names():
    frame.empty("There is nothing to analyze yet: train a model first.", "Train", "Generate", "Collect")
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom"):
    model_name = choices.choose_model(model_names())
    source = open_dataset(choices.choose_dataset(choices.dataset_for(model_name)))
    part = choices.choose_part()
    url.copy_link()

try:
    source.part_ids(part)
except ValueError as unsplit:
    frame.empty(text.plain(unsplit), "Split")
    st.stop()
cautions.cautions(model_name, source, part)

try:
    readings = stored(model_name, source, part)
except ValueError as unread:
    st.info(text.plain(unread))
    read_now(ClassifySpec(model=model_name, dataset=source.name, part=part))
    st.stop()

if not shows_study:
    st.query_params.pop("job", None)  # it has ended and does not belong to the view
with st.container(horizontal=True, vertical_alignment="bottom"):
    view = choose_view()
    report(readings)
VIEWS[view](readings)
