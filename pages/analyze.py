"""Analyze: how well a model reads a part of a dataset, where it fails, and on which images."""

import streamlit as st

from engine import dataset, model
from engine.classify.spec import ClassifySpec
from ui import bulk, choices, frame, matrix, report, samples

frame.frame("Analyze")
if not model.names() or not dataset.names():
    frame.empty("There is nothing to analyse yet: train a model first.", "Train", "Generate", "Collect")
    st.stop()

with st.container(horizontal=True):
    model_name = choices.choose_model(model.names())
    source = dataset.open(choices.choose_dataset(choices.wanted_dataset(model_name)))
    part = choices.choose_part()
st.caption("The address of this page holds all that is chosen on it: copy it to show somebody the same view.")

try:
    source.part_ids(part)
except ValueError as unsplit:
    frame.empty(frame.plain(unsplit), "Split")
    st.stop()
report.cautions(model_name, source, part)

try:
    found = report.report(model_name, source, part)
except ValueError as unread:
    st.info(frame.plain(unread))
    bulk.read_now(ClassifySpec(model=model_name, dataset=source.name, part=part))
    st.stop()

st.query_params.pop("job", None)  # it has ended, and is no part of the view
report.numbers(found.summary)
report.accuracies(found)
cell = matrix.confusion_matrix(found)
if cell:
    matrix.behind(source, found, cell)
samples.samples(source, found)
