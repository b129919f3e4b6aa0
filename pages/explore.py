"""Explore: the labels, symbols, sizes and images of a dataset, with a sentence on what to look for."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.explore.spec import ExploreSpec
from ui.choices import choose_dataset
from ui.explore.overview import headline, overview_of, views
from ui.forms.form import form
from ui.frame import empty, frame

frame("Explore")
if not dataset_names():
    empty("There is nothing to explore yet: make a dataset first.", "Collect", "Generate")
    st.stop()

name = choose_dataset()
with st.popover("Settings", icon=":material/tune:"):
    spec = form(ExploreSpec, given={"dataset": name})
if spec:
    dataset = open_dataset(name)
    overview = overview_of(dataset, spec)
    headline(dataset, overview)
    views(dataset, overview, spec)
