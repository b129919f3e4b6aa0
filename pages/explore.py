"""Explore: what a dataset holds, counted, drawn and shown, with a sentence on what to look for."""

import streamlit as st

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.explore.spec import ExploreSpec
from ui.choices import choose_dataset
from ui.explore.overview import charts_of, headline, looked, means, sheet, table_of_columns
from ui.form import form
from ui.frame import empty, frame

frame("Explore")
if not dataset_names():
    empty("There is nothing to look at yet: make a dataset first.", "Collect", "Generate")
    st.stop()

name = choose_dataset()
with st.popover("Settings", icon=":material/tune:"):
    spec = form(ExploreSpec, given={"dataset": name})
if spec:
    opened = open_dataset(name)
    found = looked(opened, spec)
    headline(opened, found)
    charts_of(found)
    means(found)
    sheet(opened, found)
    table_of_columns(found)
