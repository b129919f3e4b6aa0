"""Look: what a dataset holds, counted, drawn and shown, with a sentence on what to look for."""

import streamlit as st

from engine import dataset
from engine.look.spec import LookSpec
from ui.choices import choose_dataset
from ui.form import form
from ui.frame import empty, frame
from ui.looking import charts_of, headline, looked, means, sheet, table_of_columns

frame("Look")
if not dataset.names():
    empty("There is nothing to look at yet: make a dataset first.", "Collect", "Generate")
    st.stop()

name = choose_dataset()
with st.popover("Settings", icon=":material/tune:"):
    spec = form(LookSpec, given={"dataset": name})
if spec:
    opened = dataset.open(name)
    found = looked(opened, spec)
    headline(opened, found)
    charts_of(found)
    means(found)
    sheet(opened, found)
    table_of_columns(found)
