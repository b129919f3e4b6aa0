"""Home: the pipeline as a rail, a button that tries all of it, and the jobs."""

import streamlit as st

from engine import jobs
from ui.chain import recent
from ui.frame import frame
from ui.pipeline import rail, workspace
from ui.try_it import try_it

frame("Home")
rail()
try_it()
st.subheader("Jobs")
if jobs.views():
    st.fragment(recent, run_every=2.0)()
else:
    st.caption("Nothing has run yet. Whatever you start shows up here, and goes on when this page is closed.")
st.caption(workspace())
