"""Prepare: the preprocessing of a dataset's images, with its effect on some of them."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.prepare.spec import PrepareSpec
from ui.choices import choose_dataset
from ui.form import form
from ui.frame import empty, frame
from ui.preparation import stored
from ui.prepare.steps import about, before_and_after, keep, presets, start_values

frame("Prepare")
if not dataset_names():
    empty("There is nothing to prepare yet: make a dataset first.", "Collect", "Generate")
    st.stop()

settings, images = st.columns([2, 3], gap="large")
with settings:
    source = open_dataset(choose_dataset())
    now = stored(source)
    start = start_values(source, now)
    presets()
    spec = form(PrepareSpec, given={"dataset": source.name}, presets=start, opened=("Noise", "Ink", "Size"))
    keep(source, spec, now)
with images:
    about(source, now)
    before_and_after(source, spec, now)
