"""Prepare: the preprocessing of a dataset's images, with its effect on some of them."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.prepare.spec import PrepareSpec
from ui.choices import choose_dataset
from ui.forms.form import form
from ui.frame import empty, frame
from ui.preparation import in_use
from ui.prepare.steps import about, before_and_after, keep, presets, start_values
from ui.preview import beside

OPENED = ("Background", "Noise", "Ink", "Size")

frame("Prepare")
if not dataset_names():
    empty("There is nothing to prepare yet: make a dataset first.", "Collect", "Generate")
    st.stop()

images, settings = beside()
with settings:
    source = open_dataset(choose_dataset())
    now = in_use(source)
    start = start_values(source, now)
    presets(source)
    spec = form(PrepareSpec, given={"dataset": source.name, "automatic": False}, presets=start, opened=OPENED)
with images:
    about(source, now)
    keep(source, spec, now)
    before_and_after(source, spec, now)
