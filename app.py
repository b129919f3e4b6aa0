"""Home: two ways to begin, the road with what exists, and the list of jobs."""

import streamlit as st

from engine.core.storage.paths import workspace
from ui.frame import frame
from ui.home.chain import jobs
from ui.home.road import look, road
from ui.home.start import ways
from ui.home.try_it import trial
from ui.text import plain

frame("Home")
now = look()
ways(is_new=not now.entries and not now.models)
trial()
st.subheader("The road")
road()
st.subheader("Jobs")
jobs()
st.caption(f"Your files are in {plain(workspace())}.")
