"""Analyze: how well a model reads a part of a dataset, where it fails, and on which images."""

import streamlit as st

from engine.classify.spec import ClassifySpec
from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.models.card import model_names
from ui import choices, frame, text
from ui.analyze import cautions, confusions, samples, scores
from ui.analyze.unread import read_now

frame.frame("Analyze")
if not model_names() or not dataset_names():
    frame.empty("There is nothing to analyse yet: train a model first.", "Train", "Generate", "Collect")
    st.stop()

with st.container(horizontal=True):
    model_name = choices.choose_model(model_names())
    source = open_dataset(choices.choose_dataset(choices.wanted_dataset(model_name)))
    part = choices.choose_part()
st.caption("The address of this page holds all that is chosen on it: copy it to show somebody the same view.")

try:
    source.part_ids(part)
except ValueError as unsplit:
    frame.empty(text.plain(unsplit), "Split")
    st.stop()
cautions.cautions(model_name, source, part)

try:
    found = scores.report(model_name, source, part)
except ValueError as unread:
    st.info(text.plain(unread))
    read_now(ClassifySpec(model=model_name, dataset=source.name, part=part))
    st.stop()

st.query_params.pop("job", None)  # it has ended, and is no part of the view
scores.numbers(found.summary)
scores.accuracies(found)
cell = confusions.confusion_matrix(found)
if cell:
    confusions.behind(source, found, cell)
samples.samples(source, found)
